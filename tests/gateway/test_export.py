"""The link to one's own data: looked at it stays good, opened it is used, and it shows everything that is held."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gateway.app import build
from gateway.export import Export
from gateway.texts import Texts
from spa import export
from spa.store.database import connect, writing
from tests.gateway.parts import ROOT, UNLIMITED, Alarm, Clock, PlainSettings, Stub, venues
from tests.spa.databases import SqliteDatabases
from tests.spa.house import GUEST, NOW, House

CHAT = [{"from": "guest", "text": "<b>I am pregnant</b>"}]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with SqliteDatabases(tmp_path).prepared(tmp_path) as url:
        engine = connect(url)
        yield House(engine)
        engine.dispose()


def browser(house: House) -> TestClient:

    own = Export(house.engine, lambda _: CHAT, Texts(ROOT / "responses" / "gateway.yml"), lambda: NOW)
    return TestClient(build(PlainSettings(), venues(), Stub(), Alarm(), Clock(), UNLIMITED, lambda _: own.routes()))


def test_a_link_shows_everything_once(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    house.rescreen(booked, answers={"pregnancy": "yes"})
    with writing(house.engine) as connection:
        path = f"/my-data/{export.link(connection, GUEST, NOW)}"
    client = browser(house)
    for _ in range(2):
        looked = client.get(path)
        assert looked.status_code == 200 and booked.code not in looked.text and "pregnan" not in looked.text
        assert "form-action 'self'" in looked.headers["content-security-policy"]
    opened = client.post(path)
    assert booked.code in opened.text and "&lt;b&gt;I am pregnant" in opened.text
    assert opened.headers["cache-control"] == "no-store" and opened.headers["referrer-policy"] == "no-referrer"
    [encoded] = re.findall(r"base64,([^\"]+)", opened.text)
    data = json.loads(base64.b64decode(encoded))
    assert data["screenings"][0]["answers"] == {"pregnancy": "yes"} and data["chat"] == CHAT
    assert client.post(path).status_code == client.get(path).status_code == 404


def test_nobody_guesses_a_link(house: House) -> None:
    assert browser(house).get("/my-data/anything", headers={"Accept-Language": "vi"}).status_code == 404
