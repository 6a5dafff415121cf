"""The desk in a process of its own shares the gateway's tables and has no chat."""

from starlette.testclient import TestClient

from desk import alone
from desk.app import routes
from desk.parts import make
from tests.desk.parts import READER, DeskSettings, KnownHash, Office
from tests.gateway.parts import Alarm, venues


def test_it_is_the_same_desk_without_the_chat(office: Office) -> None:
    token = office.signed_in("desk").cookies["desk"]
    url = str(office.desk.inside.engine.url)
    within = alone.inside(DeskSettings(gateway_database_url=url), venues(), office.stub, Alarm(), office.clock)
    desk = make(DeskSettings(), office.engine, office.desk.venues, office.desk.rules, READER, within, KnownHash())
    with TestClient(alone.application(routes(desk), within, secure=False), "http://localhost") as browser:
        assert "form-action 'self'" in browser.get("/desk/sign-in").headers["content-security-policy"]
        browser.cookies.set("desk", token)
        assert browser.get("/desk/me").status_code == 200
        assert browser.get("/mark.svg").status_code == 200
        assert browser.post("/chat/start", json={"venue": "lee_spa"}).status_code == 404
