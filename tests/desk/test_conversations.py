"""The inbox and conversations as pages: what waits, who answers, what is hidden, and nothing sent twice."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.messages import Said
from spa.handoff import tell_staff
from spa.staff import audit
from spa.store.database import reading, writing
from tests.desk.parts import Browser, Office
from tests.gateway.staff.test_pictures import file
from tests.notes import notes_for

ID = "web:anna"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def talk(office: Office, *words: str, id: str = ID, kind: str = "talk_to_human", **detail: str) -> None:
    store = office.desk.inside.conversations.store
    store.open(id, "house", "en", office.clock())
    for number, said in enumerate(words):
        store.receive(id, Said(f"{number}-{office.clock()}", "text", said), office.clock())
    with writing(office.engine) as connection:
        tell_staff(connection, "house", id, kind, office.clock(), detail)


def at(what: str = "", id: str = ID) -> str:
    return f"/desk/conversations/{id}{'/' + what if what else ''}"


def form_of(browser: Browser) -> dict[str, str]:
    """What the form for an answer holds."""
    page = browser.get(at()).text
    form = re.search(r'<form method="post" action="[^"]*/reply".*?</form>', page, re.DOTALL)
    assert form
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


def answer(browser: Browser, text: str, **more: Any) -> Any:
    return browser.post(at("reply"), data={**form_of(browser), "text": text, **more})


def told(office: Office) -> list[str]:
    return [row.message["text"] for row in office.desk.inside.conversations.store.history(ID)[1]]


def test_who_waits_is_seen_with_why_and_whom_to_call(office: Office) -> None:
    talk(office, "hello", kind="call_back", phone="+84905123456", name="Anna")
    page = office.signed_in("desk").get("/desk/inbox").text
    assert all(words in page for words in ("Anna", "+84905123456", "Call back", at()))
    assert "hello" not in page


def test_a_search_finds_whoever_has_it(office: Office) -> None:
    talk(office, "hello", kind="call_back", phone="+84905123456", name="Anna")
    browser = office.signed_in("desk")
    assert at() not in browser.get("/desk/inbox?words=nobody").text
    assert at() not in browser.get("/desk/inbox?channel=zalo").text
    assert at() in browser.get("/desk/inbox?channel=web&language=en&words=").text
    assert at() in browser.get("/desk/inbox?words=ànna").text and at() in browser.get("/desk/inbox?words=0905123").text


def test_tabs_and_older_keep_what_is_set(office: Office) -> None:
    for number in range(51):
        office.desk.inside.conversations.store.open(f"zalo:1:{number}", "house", "en", office.clock())
    page = html.unescape(office.signed_in("desk").get("/desk/inbox?section=assistant&channel=zalo&mine=&words=").text)
    assert 'href="?section=waiting&channel=zalo"' in page and 'href="?section=handled&channel=zalo"' in page
    [older] = re.findall(r'href="([^"]*before=[^"]*)"', page)
    assert older.startswith("?section=assistant&") and older.endswith("&channel=zalo")


def test_an_emergency_rings(office: Office) -> None:
    talk(office, "hello", kind="emergency")
    assert 'data-rings="1"' in office.signed_in("desk").get("/desk/inbox/part").text


def test_reading_it_makes_it_read_for_this_account_alone(office: Office) -> None:
    talk(office, "hello", "anybody?")
    one, other = office.signed_in("desk"), office.signed_in("consultant")
    one.get(at())
    assert 'data-unread="0"' in one.get("/desk/inbox/part").text
    assert 'data-unread="1"' in other.get("/desk/inbox/part").text


def test_an_answer_takes_the_conversation_over_and_says_who_is_here(office: Office) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    assert answer(browser, "Good morning").status_code == 303
    name = browser.account.name
    assert [name in told(office)[0], told(office)[1]] == [True, "Good morning"]
    assert f"With {name}" in browser.get("/desk/inbox?section=handled").text


def test_the_same_form_twice_is_one_answer(office: Office) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    form = {**form_of(browser), "text": "Good morning"}
    assert [browser.post(at("reply"), data=form).status_code for _ in range(2)] == [303, 303]
    assert told(office).count("Good morning") == 1


def test_of_two_colleagues_one_answers_and_the_other_keeps_what_they_wrote(office: Office) -> None:
    talk(office, "hello")
    one, other = office.signed_in("desk"), office.signed_in("desk")
    forms = [{**form_of(browser), "text": f"I am {number}"} for number, browser in enumerate((one, other))]
    assert one.post(at("reply"), data=forms[0]).status_code == 303
    refused = other.post(at("reply"), data=forms[1])
    assert refused.status_code == 409 and "Nothing was sent" in refused.text
    assert [text for text in told(office) if text.startswith("I am")] == ["I am 0"]
    assert "is answering here" in refused.text


def test_a_picture_goes_with_the_answer_once(office: Office) -> None:
    talk(office, "where is your door?")
    browser = office.signed_in("desk")
    form = {"data": {**form_of(browser), "text": ""}, "files": {"upload": ("door.png", file("PNG"), "image/png")}}
    assert [browser.post(at("reply"), **form).status_code for _ in range(2)] == [303, 303]
    [path] = re.findall(r'<img class="sent" src="(/sent/\w+\.jpg)"', browser.get(at()).text)
    shown = office.nobody().get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert [row.message["image"] for row in office.desk.inside.conversations.store.history(ID)[1]][1:] == [path[1:]]


@pytest.mark.parametrize(
    ("content", "says"), [(b"<svg/>", "no picture that can be sent"), (b"x" * 9_000_000, "too large")]
)
def test_what_is_no_picture_is_said_beside_the_words(office: Office, content: bytes, says: str) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    form = {**form_of(browser), "text": "Look at this"}
    refused = browser.post(at("reply"), data=form, files={"upload": ("door.png", content, "image/png")})
    assert refused.status_code == 409 and says in refused.text and ">Look at this</textarea>" in refused.text
    assert told(office) == []


def test_an_answer_that_is_too_late_is_shown_again(office: Office) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    answer(browser, "Good morning")
    late = browser.post(at("reply"), data={**form_of(browser), "seen": "0", "text": "And another"})
    assert late.status_code == 409 and "A colleague has just answered" in late.text
    assert ">And another</textarea>" in late.text


def test_after_the_desk_was_away_the_open_form_is_still_good_once(office: Office, tmp_path: Path) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    form = {**form_of(browser), "text": "Good morning"}
    again = Office(office.engine, tmp_path).nobody()
    again.cookies.update(browser.cookies)
    assert [again.post(at("reply"), data=form).status_code for _ in range(2)] == [303, 303]
    assert told(office).count("Good morning") == 1


def test_giving_back_ends_what_it_waited_for_and_tells_the_customer(office: Office) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    answer(browser, "Good morning")
    assert browser.submit(at("give-back")).status_code == 303
    assert "is back with you" in told(office)[-1]
    with reading(office.engine) as connection:
        assert notes_for(connection, ID) == []


def test_what_is_done_without_an_answer_leaves_the_inbox(office: Office) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    browser.submit(at("give-back"))
    assert at() not in browser.get("/desk/inbox").text
    assert told(office) == []


def test_it_is_handed_on_to_a_colleague_who_may_answer(office: Office) -> None:
    talk(office, "hello")
    browser, colleague, owner = office.signed_in("desk"), office.account("consultant"), office.account("owner")
    answer(browser, "Good morning")
    assert browser.submit(at("hand-on"), to=str(owner.id)).status_code == 400
    assert browser.submit(at("hand-on"), to=str(colleague.id)).status_code == 303
    assert colleague.name in told(office)[-1]
    assert office.desk.inside.modes.of(ID).who == colleague.actor


def test_a_note_is_for_colleagues_alone(office: Office) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk")
    browser.submit(at("note"), note="Likes the window room")
    assert "Likes the window room" in office.signed_in("desk").get(at()).text
    assert told(office) == []


def test_health_is_hidden_from_all_but_who_decides_and_each_look_is_written_down(office: Office) -> None:
    talk(office, "I am pregnant", "at ten please")
    desk, consultant = office.signed_in("desk"), office.signed_in("consultant")
    for browser, path in (
        (desk, at()),
        (desk, at() + "?health=1"),
        (desk, at("part") + "?health=1"),
        (consultant, at()),
    ):
        page = browser.get(path).text
        assert "pregnant" not in page and "at ten please" in page
    for path in (at("part"), at("part"), at()):
        page = consultant.get(path + "?health=1", headers={"X-Desk-Live": "1"} if path == at("part") else {})
        assert "I am pregnant" in page.text
    with reading(office.engine) as db:
        looks = [
            entry
            for entry in audit.entries(db, office.clock(), office.clock() + timedelta(seconds=1), 99)
            if entry.kind == "health_read"
        ]
    assert [(look.name, look.about) for look in looks] == [(consultant.account.name, ID)] * 2


def test_markup_stays_text_wherever_a_customer_writes_it(office: Office) -> None:
    talk(office, MARKUP, kind="call_back", phone="+84905123456", name=MARKUP)
    browser = office.signed_in("desk", "consultant")
    answer(browser, MARKUP)
    browser.submit(at("note"), note=MARKUP)
    for page in ("/desk/inbox", "/desk/inbox/part", at(), at("part")):
        text = browser.get(page).text
        assert MARKUP not in text and "<img src=x" not in text
    assert html.escape(MARKUP) in browser.get(at()).text


def test_a_conversation_of_another_venue_is_not_there(office: Office) -> None:
    talk(office, "hello")
    browser = office.signed_in("desk", venues=("elsewhere",))
    assert browser.get(at()).status_code == 404
    assert browser.submit(at("take")).status_code == 404


@pytest.mark.parametrize("role", ["owner", "therapist"])
def test_who_has_no_business_with_conversations_sees_none(office: Office, role: Any) -> None:
    talk(office, "hello")
    assert office.signed_in(role).get(at()).status_code == 403


def test_texts_that_are_ready_are_in_the_customers_language_with_the_venues_facts(office: Office) -> None:
    talk(office, "hello")
    page = office.signed_in("desk").get(at()).text
    assert "We look forward to seeing you!" in page and "{venue}" not in page and "{phone}" not in page
