"""The environment variables of Messenger and Zalo: a channel is on where it has accounts, and then needs its secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

BUTTON_MODES = ("buttons_only", "template_type_button", "text")
_SECRETS = {
    "fb_pages": ("fb_page_tokens", "fb_app_id", "fb_app_secret", "fb_verify_token"),
    "zalo_accounts": ("zalo_app_id", "zalo_app_secret", "zalo_oa_secret_key"),
}
_BASES = {
    "fb_graph_base": "https://graph.facebook.com",
    "zalo_api_base": "https://openapi.zalo.me",
    "zalo_oauth_base": "https://oauth.zaloapp.com",
}


class SettingsError(Exception):
    """A variable has a value that cannot be used; the message names both and says what is allowed."""


@dataclass(frozen=True)
class ChannelSettings:
    """Accounts are pairs `<id>=<venue>`, the tokens of pages `<id>=<token>`."""

    fb_pages: tuple[str, ...]
    fb_page_tokens: tuple[str, ...] = field(repr=False)
    fb_app_id: str
    fb_app_secret: str = field(repr=False)
    fb_verify_token: str = field(repr=False)
    fb_graph_base: str
    fb_graph_version: str
    zalo_accounts: tuple[str, ...]
    zalo_app_id: str
    zalo_app_secret: str = field(repr=False)
    zalo_oa_secret_key: str = field(repr=False)
    zalo_api_base: str
    zalo_oauth_base: str
    zalo_button_mode: str
    zalo_secret_proof: bool

    def venues_of(self, channel: str) -> dict[str, str]:
        """The venue of each page (`fb`) or official account (`zalo`)."""
        return _pairs(self.fb_pages if channel == "fb" else self.zalo_accounts)

    @property
    def page_tokens(self) -> dict[str, str]:
        return _pairs(self.fb_page_tokens)

    @property
    def channels_on(self) -> tuple[str, ...]:
        return tuple(name for name in ("fb", "zalo") if self.venues_of(name))


def read_channels(environ: Mapping[str, str], production: bool) -> dict[str, object]:
    """The values of the fields of ChannelSettings. Raises SettingsError."""
    values: dict[str, object] = {one.name: environ.get(one.name.upper(), "") for one in fields(ChannelSettings)}
    for name in ("fb_pages", "fb_page_tokens", "zalo_accounts"):
        values[name] = tuple(filter(None, str(values[name]).split(",")))
        _check_pairs(name, values[name])  # type: ignore[arg-type]
    for name, usual in _BASES.items():
        values[name] = _base(name, str(values[name]) or usual, production)
    values["fb_graph_version"] = values["fb_graph_version"] or "v25.0"
    values["zalo_button_mode"] = _one_of("zalo_button_mode", str(values["zalo_button_mode"]), BUTTON_MODES)
    values["zalo_secret_proof"] = _one_of("zalo_secret_proof", str(values["zalo_secret_proof"]), ("off", "on")) == "on"
    _need_secrets(values)
    return values


def _need_secrets(values: Mapping[str, object]) -> None:
    """A channel with an empty secret would let anybody in; one that was never filled in has braces."""
    for accounts, needed in _SECRETS.items():
        for name in needed if values[accounts] else ():
            value = values[name]
            if not value or "${" in str(value):
                raise SettingsError(f"{name.upper()} is not set; {accounts.upper()} needs it")
    tokens, pages = _pairs(values["fb_page_tokens"]), _pairs(values["fb_pages"])  # type: ignore[arg-type]
    if without := sorted(pages.keys() - tokens.keys()):
        raise SettingsError(f"FB_PAGE_TOKENS has no token for {', '.join(without)}")


def _pairs(entries: tuple[str, ...]) -> dict[str, str]:
    return dict((entry.partition("=")[0], entry.partition("=")[2]) for entry in entries)


def _check_pairs(name: str, entries: tuple[str, ...]) -> None:
    """The value is not in the message: it may be a token."""
    for entry in entries:
        id, _, value = entry.partition("=")
        if not (id.isascii() and id.isdigit() and value):
            raise SettingsError(f"{name.upper()} has to be pairs with commas between, each <number>=<value>")


def _base(name: str, value: str, production: bool) -> str:
    """A fake on this machine is for tests; production talks to the platform itself, and never without TLS."""
    address = urlsplit(value)
    if production and value != _BASES[name]:
        raise SettingsError(f"{name.upper()} is {value!r}; production has {_BASES[name]}")
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
        raise SettingsError(f"{name.upper()} is {value!r}; it has to begin with https://")
    return value.rstrip("/")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if (value or allowed[0]) not in allowed:
        raise SettingsError(f"{name.upper()} is {value!r}; it has to be one of {', '.join(allowed)}")
    return value or allowed[0]
