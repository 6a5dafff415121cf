"""Seals the keys of all conversations under the newest of DATA_KEYS, so that the older ones can go: `make rotate-keys`."""

import sys

import settings
from gateway.database import connect as connect_gateway
from gateway.secrecy import KEYS as CHATS
from settings import Settings
from spa.errors import KeyNotKnown
from spa.sealing import MasterKeys
from spa.store import dialogue, sealed
from spa.store.database import connect, migrate, transact


def rotate(chosen: Settings) -> dict[str, int]:
    """Return how many keys there are now in each database, all under the newest. Raises KeyNotKnown."""
    keys = MasterKeys(chosen.data_keys)
    domain = connect(chosen.database_url, keys)
    migrate(domain)
    dialogues = dialogue.opened(chosen.dialogue_database_url, keys)
    with connect_gateway(chosen.gateway_database_url, keys).begin() as db:
        chats = CHATS.renew(db)
    return {
        "answers": transact(domain, sealed.KEYS.renew),
        "chats": chats,
        "dialogues": transact(dialogues, dialogue.KEYS.renew),
    }


def main() -> None:
    try:
        done = rotate(settings.read())
    except (KeyNotKnown, settings.SettingsError) as error:
        sys.exit(f"Nothing is lost, and not all is done: {error}. Name every key that was ever used in DATA_KEYS.")
    print("Under the newest key now: " + ", ".join(f"{number} of {name}" for name, number in done.items()))


if __name__ == "__main__":
    main()
