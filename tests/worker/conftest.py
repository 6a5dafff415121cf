"""The small spa on both databases, an office around it, and a mail server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.spa.conftest import *  # noqa: F403 - the small spa on both databases
from tests.spa.house import House
from tests.worker.parts import Office, Postbox, mail_server


@pytest.fixture
def office(house: House, tmp_path: Path) -> Office:
    return Office(house, f"sqlite:///{tmp_path}/gateway.db")


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mailing(office: Office, postbox: Postbox) -> Iterator[Office]:
    """An office that has a mail server."""
    with mail_server(postbox) as address:
        office.smtp = address
        yield office
