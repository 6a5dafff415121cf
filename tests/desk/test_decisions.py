"""A consultant decides by the card: what it shows and to whom, and what follows for visit, guest and history."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.look import Look
from spa import booking
from spa.booking import Booking, proposing
from spa.handoff import tell_staff
from spa.screening import Rules
from spa.screening.page import KNOWN, NO, PLACES, UNSURE, YES
from spa.staff import audit
from spa.store.database import reading, writing
from spa.store.schema import message
from tests.desk.parts import ROOT, Office
from tests.notes import notes_for
from tests.spa.house import GUEST, House

TOLD = {"answers": {"pregnancy": "yes", "bleeding": "no"}, "rules": ["pregnancy"], "notes": []}
WHOM = {"name": "Anna Berg", "phone": "0905 123 456"}


@pytest.fixture
def waiting(office: Office, sqlite_house: House) -> Booking:
    now = office.clock()
    office.desk.inside.conversations.store.open(GUEST, "house", "en", now)
    held = sqlite_house.hold("2026-11-26 10:00", service="bath_and_massage", now=now)
    sqlite_house.screen(held, outcome="consult", **TOLD)
    office.desk.inside.modes.ask(GUEST, now)
    with writing(office.engine) as connection:
        tell_staff(connection, "house", GUEST, "consult", now)
    return booking.await_decision(office.engine, held.id, GUEST, now + timedelta(hours=24), now)


def card(one: Booking) -> str:
    return f"/desk/decisions/{one.id}"


def kinds(office: Office) -> list[str]:
    with reading(office.engine) as db:
        return list(db.execute(select(message.c.kind).where(message.c.state == "waiting")).scalars())


def test_the_desk_sees_that_a_consultant_has_to_call_and_no_more(office: Office, waiting: Booking) -> None:
    browser = office.signed_in("desk")
    page = browser.get("/desk/decisions").text
    assert waiting.code in page and "Consultant to call" in page and "held until 26/11" in page
    assert "pregnan" not in page and card(waiting) not in page
    assert browser.get(card(waiting)).status_code == 403


def test_the_card_shows_rule_answers_and_what_to_ask_and_the_look_is_written_down(
    office: Office, waiting: Booking
) -> None:
    browser = office.signed_in("consultant")
    page = browser.get(card(waiting)).text
    assert "pregnancy" in page and "How many weeks is it?" in page and "easy bleeding" not in page
    with reading(office.engine) as db:
        (look,) = audit.entries(db, office.clock(), office.clock() + timedelta(seconds=1), 9)
    assert (look.kind, look.about, look.name) == ("health_read", str(waiting.id), browser.account.name)


def test_whatever_was_answered_has_words_on_the_card() -> None:
    """Each question and each answer that a guest can give, and none by its id."""
    texts = Look().texts
    rules = Rules.load(ROOT / "knowledge" / "screening.yml")
    asked = [question.id for question in rules.questions if question.id not in rules.conditions]
    answers = [YES, NO, UNSURE, KNOWN, *PLACES, "refused"]
    keys = [*(f"decisions.asked_{id}" for id in asked), *(f"decisions.answer_{value}" for value in answers)]
    assert [key for key in keys if key not in texts] == []
    assert "answer_changed" in rules.conditions


def test_the_card_has_no_ids_in_it(office: Office, sqlite_house: House) -> None:
    now, answers = office.clock(), {"medicines": "unsure", "hypertension": "yes", "hypertension_controlled": "no"}
    office.desk.inside.conversations.store.open(GUEST, "house", "en", now)
    held = sqlite_house.hold("2026-11-26 10:00", service="bath_and_massage", now=now)
    sqlite_house.screen(held, outcome="consult", answers=answers, rules=["hypertension"], notes=[])
    one = booking.await_decision(office.engine, held.id, GUEST, now + timedelta(hours=24), now)
    page = office.signed_in("consultant").get(card(one)).text
    assert "medicines: not sure" in page and "under control: no" in page
    assert "hypertension" not in page


def test_what_was_read_and_decided_stands_readable_in_no_file(
    office: Office, waiting: Booking, sqlite_house: House, tmp_path: Path
) -> None:
    browser = office.signed_in("consultant")
    assert "pregnancy" in browser.get(card(waiting)).text
    browser.submit(card(waiting), **WHOM, verdict="approve", note="Side position for the bump", step="1:shower")
    assert sqlite_house.read(waiting).note == "Side position for the bump"
    folders = {tmp_path, Path(str(office.engine.url.database)).parent}
    kept = b"".join(file.read_bytes() for folder in folders for file in folder.iterdir() if file.is_file()).lower()
    assert waiting.code.lower().encode() in kept
    assert not [word for word in (b"pregnan", b"bleeding", b"side position", b"bump") if word in kept]


def test_an_approval_confirms_with_the_note_and_tells_the_guest(
    office: Office, waiting: Booking, sqlite_house: House
) -> None:
    browser = office.signed_in("consultant")
    form = {**WHOM, "verdict": "approve", "note": "Side position", "step": "1:shower"}
    assert browser.submit(card(waiting), **form).status_code == 303
    booked = sqlite_house.read(waiting)
    assert (booked.status, booked.note, booked.guests[0].kept) == ("confirmed", "Side position", ("shower", "massage"))
    assert "accepted" in kinds(office)
    assert (browser.account.actor, "accepted") in sqlite_house.history(waiting)
    with reading(office.engine) as connection:
        assert notes_for(connection, GUEST) == []
    assert GUEST not in browser.get("/desk/inbox").text
    assert browser.get(card(waiting)).status_code == 404


def test_a_decline_frees_the_time_with_the_kind_text_that_was_shown(
    office: Office, waiting: Booking, sqlite_house: House
) -> None:
    browser = office.signed_in("consultant")
    assert "we cannot offer this visit as it was planned" in browser.get(card(waiting)).text
    assert browser.submit(card(waiting), verdict="decline").status_code == 303
    assert sqlite_house.read(waiting).status == "cancelled"
    assert kinds(office) == ["declined"]


def test_another_service_is_proposed_and_the_guest_has_the_last_word(
    office: Office, waiting: Booking, sqlite_house: House
) -> None:
    browser = office.signed_in("consultant")
    assert browser.submit(card(waiting), verdict="propose", service="back_massage", **WHOM).status_code == 303
    assert kinds(office) == ["proposed"]
    assert proposing.accept(office.engine, GUEST, office.clock()).service_id == "back_massage"
    assert sqlite_house.read(waiting).status == "confirmed"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"verdict": "approve", "name": "Anna", "phone": "12"}, "telephone number"),
        ({"verdict": "approve", "name": "", "phone": "0905 123 456"}, "name"),
        ({"verdict": "propose", "service": "nothing", **WHOM}, "not there"),
        ({"verdict": "whatever"}, "cannot"),
        ({}, "can"),
    ],
)
def test_what_is_not_possible_is_said_on_the_card(
    office: Office, waiting: Booking, sqlite_house: House, form: dict[str, str], says: str
) -> None:
    refused = office.signed_in("consultant").submit(card(waiting), **form)
    assert refused.status_code == 409 and says in refused.text
    assert sqlite_house.read(waiting).status == "awaiting_decision"


def test_of_two_who_decide_one_does(office: Office, waiting: Booking, sqlite_house: House) -> None:
    one, other = office.signed_in("consultant"), office.signed_in("consultant")
    assert one.submit(card(waiting), verdict="decline").status_code == 303
    assert other.submit(card(waiting), verdict="approve", **WHOM).status_code == 404
    assert sqlite_house.read(waiting).status == "cancelled"
