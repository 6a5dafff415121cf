"""What can be said of the channels from outside: what is on, which token is good until when, what waits, what is missing."""

from datetime import datetime, timezone

from channel_settings import ChannelSettings
from gateway.channels.deliveries import Deliveries
from gateway.channels.messenger.platform import Messenger
from gateway.channels.problems import Problem
from gateway.channels.zalo.tokens import Tokens

_OFF = {
    "fb": "Messenger is off: FB_PAGES is not set.",
    "zalo": "Zalo is off: ZALO_ACCOUNTS is not set.",
}


async def report(
    known: ChannelSettings, messenger: Messenger, tokens: Tokens, deliveries: Deliveries, public_url: str
) -> tuple[list[str], list[str]]:
    """What there is to know, and what is missing."""
    told = [_OFF[name] for name in _OFF if name not in known.channels_on]
    missing: list[str] = []
    if known.channels_on and not public_url.startswith("https://"):
        missing.append(
            f"PUBLIC_URL is {public_url}: platforms send webhooks to https alone, and fetch pictures from there."
        )
    for page, venue in known.venues_of("fb").items():
        state, wrong = await _page(messenger, page, known.fb_app_id)
        told.append(f"Messenger page {page} ({venue}): {state}")
        missing += [f"FB_PAGE_TOKENS: {state} (page {page})."] if wrong else []
    for account, venue in known.venues_of("zalo").items():
        state, wrong = _account(tokens, account)
        told.append(f"Zalo account {account} ({venue}): {state}")
        missing += [f"Zalo {account}: {state}. See docs/channels.md, step 5."] if wrong else []
    if known.channels_on:
        counts = deliveries.counts()
        told.append("Deliveries: {waiting} waiting, {dead} dead, {unsure} perhaps twice.".format(**counts))
        missing += [f"{id} is stopped: {why}." for id, why in deliveries.stopped().items()]
    return told, missing


async def _page(messenger: Messenger, page: str, app_id: str) -> tuple[str, bool]:
    try:
        valid, ends = await messenger.token_state(page, app_id)
    except Problem as problem:
        return f"the token could not be checked ({problem.code})", True
    if not valid:
        return "the token is not valid", True
    return f"the token is valid {f'until {_moment(ends)}' if ends else 'without an end'}", False


def _account(tokens: Tokens, account: str) -> tuple[str, bool]:
    state = tokens.state(account)
    if state is None:
        return "no tokens", True
    if state.problem:
        return str(state.problem), True
    return f"access until {state.expires_at:%Y-%m-%d %H:%M} UTC, renewed {state.refreshed_at:%Y-%m-%d %H:%M} UTC", False


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%d %H:%M} UTC"
