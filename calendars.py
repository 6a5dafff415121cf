"""`python calendars.py [create ID | revoke TOKEN]`: the private calendars of venues and therapists; alone it lists them."""

import sys
from pathlib import Path

import bootstrap
import settings
from settings import Settings
from spa import calendar
from spa.errors import KnowledgeError, NotFound
from spa.sealing import MasterKeys
from spa.store.database import connect, reading, writing


def manage(chosen: Settings, arguments: list[str]) -> list[str]:
    """Do what is asked for and return what to say. Raises NotFound."""
    engine, known = connect(chosen.database_url, MasterKeys(chosen.data_keys)), bootstrap.venues(chosen)
    bootstrap.prepare_database(engine, known, bootstrap.utc_now())
    match arguments:
        case []:
            with reading(engine) as connection:
                open_ones = calendar.feeds(connection)
            lines = [f"{one.therapist_id or one.venue_id}: {_address(chosen, one.token)}" for one in open_ones]
            return lines or ["There is no private calendar yet."]
        case ["create", id]:
            venue_id = id.partition(".")[0]
            with writing(engine) as connection:
                token = calendar.create(connection, venue_id, id if "." in id else None, bootstrap.utc_now())
            return [
                _address(chosen, token),
                "Whoever has this address can read the calendar. Revoke it with its token.",
            ]
        case ["revoke", token]:
            with writing(engine) as connection:
                revoked = calendar.revoke(connection, token, bootstrap.utc_now())
            return ["It is closed." if revoked else "There is no open calendar with this token."]
    raise NotFound("usage: python calendars.py [create <venue or therapist id> | revoke <token>]")


def _address(chosen: Settings, token: str) -> str:
    return f"{chosen.public_url}/calendar/feed/{token}.ics"


def main(arguments: list[str]) -> None:
    Path("var").mkdir(exist_ok=True)
    try:
        print("\n".join(manage(settings.read(), arguments)))
    except (KnowledgeError, NotFound, settings.SettingsError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
