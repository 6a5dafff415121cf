"""`python channels.py check | menu | seed ACCOUNT`: what is on and missing, Messenger's menu, Zalo's first tokens."""

import asyncio
import sys
from collections.abc import Callable
from datetime import timedelta
from getpass import getpass
from pathlib import Path

from sqlalchemy.engine import Engine

import bootstrap
import settings
from gateway.channels.deliveries import Deliveries
from gateway.channels.http import Http
from gateway.channels.menu import Menu
from gateway.channels.messenger.platform import Messenger
from gateway.channels.messenger.profile import profile
from gateway.channels.problems import Problem
from gateway.channels.report import report
from gateway.channels.zalo.seal import Pair, Seal
from gateway.channels.zalo.tokens import Tokens
from gateway.database import connect
from gateway.texts import Texts
from settings import Settings
from spa.errors import KnowledgeError
from spa.knowledge import facts
from spa.sealing import MasterKeys

USAGE = "usage: python channels.py check | menu | seed <Zalo account id>"
LIVES = timedelta(hours=25)


class NotDone(Exception):
    """What was asked for could not be done; the message says why."""


async def manage(chosen: Settings, arguments: list[str], ask: Callable[[str], str]) -> list[str]:
    """Do what is asked for and return what to say; `ask` gets a secret from the terminal. Raises NotDone."""
    engine = connect(chosen.gateway_database_url, MasterKeys(chosen.data_keys))
    messenger, tokens = _messenger(chosen), _tokens(chosen, engine)
    try:
        match arguments:
            case ["check"]:
                told, missing = await report(chosen, messenger, tokens, Deliveries(engine), chosen.public_url)
                return [*_website(chosen), *told, *(f"MISSING: {one}" for one in missing)]
            case ["menu"]:
                return await _set_menus(chosen, messenger, Menu(_texts()))
            case ["seed", account] if account in chosen.venues_of("zalo"):
                return _seed(tokens, Deliveries(engine), account, ask)
            case ["seed", account]:
                raise NotDone(f"{account} is not in ZALO_ACCOUNTS")
        raise NotDone(USAGE)
    finally:
        await messenger.close()
        await tokens.http.close()


def _website(chosen: Settings) -> list[str]:
    """Where the chat stands."""
    elsewhere = ", ".join(chosen.allowed_origins) or "no other site: ALLOWED_ORIGINS is not set"
    return [f"Website: {chosen.public_url}, and on {elsewhere}."]


async def _set_menus(chosen: Settings, messenger: Messenger, menu: Menu) -> list[str]:
    venues = bootstrap.venues(chosen)
    for page, venue in chosen.venues_of("fb").items():
        try:
            await messenger.set_profile(page, profile(menu, lambda language, of=venue: facts(venues[of], language)))  # type: ignore[misc]
        except Problem as problem:
            raise NotDone(f"page {page}: Messenger refused it ({problem.code})") from problem
    return [f"The menu of page {page} is set." for page in chosen.venues_of("fb")] or ["FB_PAGES is not set."]


def _seed(tokens: Tokens, deliveries: Deliveries, account: str, ask: Callable[[str], str]) -> list[str]:
    pair = Pair(ask("Access token: ").strip(), ask("Refresh token: ").strip())
    if not pair.access or not pair.refresh:
        raise NotDone("both tokens are needed")
    tokens.seed(account, pair, LIVES)
    deliveries.resume(f"zalo:{account}")
    return [f"The tokens of {account} are kept. No other program may use them from now on."]


def _messenger(chosen: Settings) -> Messenger:
    base, version = chosen.fb_graph_base, chosen.fb_graph_version
    return Messenger(Http(), base, version, chosen.fb_app_secret, chosen.page_tokens, chosen.public_url)


def _tokens(chosen: Settings, engine: Engine) -> Tokens:
    seal = Seal(chosen.secret_key)
    base, id, secret = chosen.zalo_oauth_base, chosen.zalo_app_id, chosen.zalo_app_secret
    return Tokens(engine, Http(), base, id, secret, seal, bootstrap.utc_now)


def _texts() -> Texts:
    return Texts(bootstrap.ROOT / "responses" / "gateway.yml")


def main(arguments: list[str]) -> None:
    Path("var").mkdir(exist_ok=True)
    try:
        lines = asyncio.run(manage(settings.read(), arguments, getpass))
    except (NotDone, KnowledgeError, settings.SettingsError) as error:
        sys.exit(str(error))
    print("\n".join(lines))
    sys.exit(any(line.startswith("MISSING") for line in lines))


if __name__ == "__main__":
    main(sys.argv[1:])
