"""Markup in whatever a customer can write: on every page of the desk it stays text."""

import html

import pytest
from sqlalchemy import update

from desk.pages import PAGES
from gateway.messages import Answer, Reply, Said
from spa.faq import unanswered
from spa.handoff import tell_staff
from spa.staff.rights import ROLES
from spa.store.database import writing
from spa.store.schema import customer
from tests.desk.parts import Office
from tests.spa.house import House

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
ID = "web:anna"
# What stands in the place of a parameter; everything else is opened as it is.
SAMPLES = {"{id}": ID, "{therapist}": "house.an", "{id:int}": "1", "{token}": "x"}


def addresses() -> list[str]:
    found = [page.path for page in PAGES if "GET" in page.methods and not page.path.endswith("/events")]
    for place, sample in SAMPLES.items():
        found = [path.replace(place, sample) for path in found]
    return [f"/desk{path}" for path in found]


@pytest.fixture
async def office_with_markup(office: Office, sqlite_house: House) -> Office:
    """A customer whose every word, name and chosen button is markup."""
    talk, now = office.desk.inside.conversations, office.clock()
    office.stub.script = lambda _: Answer([Reply(MARKUP, "utter_x", [{"title": MARKUP, "payload": "/x"}])])
    talk.open(ID, "house", "en", greet=False)
    talk.receive(ID, Said("1", "text", MARKUP))
    await talk.drain(ID)
    sqlite_house.book("2026-11-26 10:00", ID)
    with writing(office.engine) as db:
        db.execute(update(customer).values(name=MARKUP))  # no booking takes such a name
        tell_staff(db, "house", ID, "call_back", now, {"name": MARKUP, "phone": MARKUP})
        unanswered.record(db, unanswered.Asked(ID, "house", "web", "en"), MARKUP, now)
    return office


async def test_it_stays_text_on_every_page(office_with_markup: Office) -> None:
    browser = office_with_markup.signed_in(*ROLES)
    pages = {path: browser.get(path).text for path in [*addresses(), "/desk/plan?day=2026-11-26"]}
    pages["/desk/answers"] = browser.submit("/desk/answers", question=MARKUP).text
    raw = ("<script>alert", "<img src=x")
    assert [path for path, page in pages.items() if any(one in page for one in raw) and not path.endswith(".csv")] == []
    shown = {path for path, page in pages.items() if html.escape("<script>alert") in page}
    assert {"/desk/inbox", f"/desk/conversations/{ID}", "/desk/answers/not-answered", "/desk/visits/1"} <= shown
    assert {"/desk/plan?day=2026-11-26", "/desk/answers"} <= shown
