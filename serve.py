"""Starts everything with one command and stops everything with Ctrl-C: Rasa, the actions, the public door, the worker."""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

import bootstrap
import model
import settings as environment
from gateway.database import connect as connect_gateway
from processes import LOGS, Processes
from settings import Settings, SettingsError
from spa.errors import DatabaseNewer, KnowledgeError
from spa.knowledge import Venue
from spa.sealing import MasterKeys
from spa.staff.invitations import first_owner
from spa.store import dialogue
from spa.store.database import connect, reading, transact
from spa.store.seed import differences

READY_WITHIN = 120  # seconds


class CannotStart(Exception):
    """Something stands in the way; the message says what, and what to do."""


@contextlib.contextmanager
def running(settings: Settings, say: Callable[[str], None] = print) -> Iterator[Processes]:
    """Check, train if needed, prepare the database and run until the block is left. Raises CannotStart."""
    _check_ports(settings)
    _check_databases(settings)
    known = _venues(settings)
    trained = _trained(say)
    _upgrade_chats(settings)
    processes = Processes(settings)
    try:
        say("Starting …")
        processes.start("rasa", "extensions.server", str(trained))  # it takes longest
        _prepare(settings, known, say)
        processes.start("actions", "actions")
        processes.start("gateway", "gateway")
        _wait_until_ready(settings, processes)
        processes.start("worker", "worker")  # the last one: it finds every table
        yield processes
    finally:
        processes.stop()


def _check_ports(settings: Settings) -> None:
    names = {"PORT": settings.port, "RASA_PORT": settings.rasa_port, "ACTIONS_PORT": settings.actions_port}
    for name, port in names.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host if name == "PORT" else "127.0.0.1", port))
            except OSError as error:
                raise CannotStart(
                    f"Port {port} cannot be used ({error.strerror}). "
                    f"Stop what runs there, or choose another: {name}=<number> make run"
                ) from error


def _check_databases(settings: Settings) -> None:
    urls = {name: url for name, url in settings.variables().items() if name.endswith("DATABASE_URL")}
    for name, url in urls.items():
        try:
            Path("var").mkdir(exist_ok=True)
            with create_engine(url, future=True).connect() as connection:
                inspect(connection).get_table_names()
        except (OSError, ArgumentError, SQLAlchemyError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise CannotStart(
                f"The database of {name} cannot be opened ({reason}). Set {name} to one that can; "
                "of SQLite, the folder has to be there and writable."
            ) from error


def _venues(settings: Settings) -> Mapping[str, Venue]:
    known = bootstrap.venues(settings)
    if settings.venue not in known:
        raise CannotStart(f"VENUE is {settings.venue!r}; it has to be one of {', '.join(known)}")
    return known


def _trained(say: Callable[[str], None]) -> Path:
    try:
        return model.train(say=say)
    except model.TrainingFailed as error:
        raise CannotStart(f"{error}.") from error


def _upgrade_chats(settings: Settings) -> None:
    """Before the servers open these two: then none of them has to load what changes tables."""
    keys = MasterKeys(settings.data_keys)
    connect_gateway(settings.gateway_database_url, keys).dispose()
    dialogue.opened(settings.dialogue_database_url, keys).dispose()


def _prepare(settings: Settings, known: Mapping[str, Venue], say: Callable[[str], None]) -> None:
    engine = connect(settings.database_url, MasterKeys(settings.data_keys))
    bootstrap.prepare_database(engine, known, bootstrap.utc_now())
    with reading(engine) as connection:
        for difference in differences(connection, known.values()):
            say(f"Note: {difference} differs between file and database; the database holds (make venue-import)")
    owner = transact(engine, lambda connection: first_owner(connection, bootstrap.utc_now()))
    if owner:
        say(f"The staff desk has no account yet. Make the owner's here: {settings.public_url}/desk/invitation/{owner}")
    engine.dispose()
    for venue in known.values():
        if venue.demo_values:
            say(f"Demo values in knowledge/venues/{venue.id}.yml: {', '.join(venue.demo_values)}")


def _wait_until_ready(settings: Settings, processes: Processes) -> None:
    waiting = {
        "gateway": f"http://127.0.0.1:{settings.port}/health",
        "actions": f"{settings.actions_url}/health",
        "rasa": f"{settings.rasa_url}/webhooks/gateway/",
    }
    until = time.monotonic() + READY_WITHIN
    while waiting:
        ended = processes.ended()
        if ended or time.monotonic() > until:
            late = ended or processes.servers[next(iter(waiting))]
            raise CannotStart(f"{late.name} did not start; the last lines of {late.log} say why:\n{late.tail()}")
        waiting = {name: url for name, url in waiting.items() if not _answers(url)}
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shell", action="store_true", help="talk in the terminal")
    chosen = arguments.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell started it in the background
    for ends in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ends, lambda *_: sys.exit(0))
    try:
        settings = environment.read()
        with running(settings, _say) as processes:
            if chosen.shell:
                from shell import talk

                asyncio.run(talk(settings))
            else:
                _say(f"\n  {settings.public_url}\n  {settings.public_url}/desk/ for the staff\n")
                _say(f"Open this address. Ctrl-C stops everything; logs are in {LOGS}/")
                _watch(processes)
    except KeyboardInterrupt:
        _say("\nStopped.")
    except (CannotStart, SettingsError, KnowledgeError, DatabaseNewer) as error:
        sys.exit(str(error))


def _say(line: str) -> None:
    print(line, flush=True)


def _watch(processes: Processes) -> None:
    while True:
        processes.tend(_say)
        time.sleep(1)


if __name__ == "__main__":
    main()
