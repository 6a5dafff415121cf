"""Staff look answers up, teach what the assistant did not know, and see what helped; the owner looks at health."""

import re
from datetime import timedelta
from typing import Any

import pytest

from gateway.messages import Said
from spa.faq import ratings, taught, unanswered
from spa.faq.content import Content
from spa.faq.taught import Taught
from spa.handoff import tell_staff
from spa.staff import audit
from spa.store.database import reading, writing
from tests.desk.parts import Browser, Office

NEW = "/desk/answers/taught/new"
PIANO = {
    "questions_en": "Is there a piano?",
    "questions_vi": "Có đàn piano không?\nBên em có piano không ạ",
    "answer_en": "Yes, at {venue}.",
    "answer_vi": "Dạ có, ở {venue} ạ.",
    "topic": "rooms",
    "venue_id": "",
}
CLAIM = {**PIANO, "answer_en": "It cures you at {venue}."}


def everything(office: Office) -> list[Taught]:
    with reading(office.engine) as db:
        return taught.everything(db)


def live(office: Office) -> list[Content]:
    with reading(office.engine) as db:
        return list(taught.live(db).values())


def teach(browser: Browser, **other: str) -> Any:
    return browser.submit(NEW, **{**PIANO, "do": "teach", **other})


def act(browser: Browser, one: Taught, what: str = "", **values: str) -> Any:
    return browser.submit(f"/desk/answers/taught/{one.id}{what}", version=str(one.version), **values)


def not_answered(office: Office, words: str, conversation: str = "web:1", channel: str = "web") -> None:
    asked = unanswered.Asked(conversation, "house", channel, "en")
    with writing(office.engine) as db:
        unanswered.record(db, asked, words, office.clock())


def done(office: Office) -> list[str]:
    with reading(office.engine) as db:
        return [one.kind for one in audit.entries(db, office.clock(), office.clock() + timedelta(seconds=1), 9)]


@pytest.mark.parametrize("question", ["what do you charge", "gia bao nhieu vay em"])
def test_whoever_works_here_finds_the_answer_in_both_languages(office: Office, question: str) -> None:
    therapist = office.signed_in("therapist")
    for path in ("/desk/answers", "/desk/answers/found"):
        page = therapist.submit(path, question=question).text
        first = page[page.index("<article") : page.index("</article>")]
        assert "Here are our prices" in first and "bảng giá" in first and "visit.yml" in first
        assert re.search(r"\d{3},000", first) and "{prices}" not in first


def test_a_question_is_shown_as_it_was_typed_and_runs_nothing(office: Office) -> None:
    page = office.signed_in("desk").submit("/desk/answers", question='<script>alert("price")</script>').text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_what_is_taught_is_live_at_once_and_found(office: Office) -> None:
    browser = office.signed_in("desk")
    assert teach(browser).headers["location"].endswith("said=answers.said_live")
    [content] = live(office)
    assert content.questions["vi"] == ("Có đàn piano không?", "Bên em có piano không ạ")
    assert "taught by staff" in browser.submit("/desk/answers/found", question="co piano ko em").text
    assert "Is there a piano?" in browser.get("/desk/answers/taught").text
    assert done(office) == ["answer_taught"]


def test_a_claim_is_refused_and_nothing_of_the_form_is_lost(office: Office) -> None:
    answer = teach(office.signed_in("desk"), **CLAIM)
    assert answer.status_code == 400 and "“cures” says that massage" in answer.text
    assert "Bên em có piano không ạ" in answer.text and "It cures you" in answer.text
    assert everything(office) == [] and done(office) == []


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"answer_vi": ""}, "needed in both languages"),
        ({"questions_en": " \n "}, "needed in both languages"),
        ({"answer_en": "You are safe at {venue}."}, "“You are safe”"),
        ({"answer_en": "Only 350,000 VND at {venue}."}, "is a price"),
        ({"answer_en": "Ask {venu}."}, "Nothing is known by this name"),
        ({"answer_en": "x" * 1001}, "At most 1000"),
        ({"topic": "weather"}, "This cannot be right"),
        ({"venue_id": "elsewhere"}, "This cannot be right"),
    ],
)
def test_what_is_wrong_is_said_in_words(office: Office, wrong: dict[str, str], said: str) -> None:
    answer = teach(office.signed_in("desk"), **wrong)
    assert answer.status_code == 400 and said in answer.text
    assert live(office) == []


def test_a_draft_may_be_unfinished_and_nobody_gets_it(office: Office) -> None:
    browser = office.signed_in("desk")
    assert teach(browser, do="draft", answer_vi="").status_code == 303
    [one] = everything(office)
    assert (one.state, live(office)) == ("draft", [])
    assert act(browser, one, do="teach", **PIANO).status_code == 303
    assert live(office) != []


def test_health_waits_for_an_owner_who_did_not_write_it(office: Office) -> None:
    writer, owner = office.signed_in("desk"), office.signed_in("owner")
    assert teach(writer, topic="contraindications").headers["location"].endswith("said_second_look")
    [one] = everything(office)
    assert live(office) == []
    assert act(writer, one, "/approve").status_code == 403
    page = owner.get(f"/desk/answers/taught/{one.id}").text
    assert "/approve" in page and "/approve" not in writer.get(f"/desk/answers/taught/{one.id}").text
    assert act(owner, one, "/approve").status_code == 303
    assert live(office) != []


def test_an_owner_does_not_approve_the_own_words(office: Office) -> None:
    owner, other = office.signed_in("owner"), office.signed_in("owner")
    teach(owner, topic="contraindications")
    [one] = everything(office)
    answer = act(owner, one, "/approve")
    assert answer.status_code == 400 and "somebody else has to look at it" in answer.text
    assert act(other, one, "/send-back").status_code == 303
    assert [one.state for one in everything(office)] == ["draft"] and live(office) == []


def test_withdrawn_is_gone_and_stays_in_the_history(office: Office) -> None:
    browser = office.signed_in("desk")
    teach(browser)
    [one] = everything(office)
    assert act(browser, one, "/withdraw").status_code == 303
    assert live(office) == []
    page = browser.get(f"/desk/answers/taught/{one.id}").text.partition("Who changed it")[2]
    told = re.findall(r"<li>.*?</li>", page, re.DOTALL)
    states = ("withdrawn", "customers get it", "draft")
    assert [state in change for state, change in zip(states, told, strict=True)] == [True] * 3


def test_of_two_colleagues_at_once_the_second_is_told(office: Office) -> None:
    browser = office.signed_in("desk")
    teach(browser)
    [one] = everything(office)
    act(browser, one, "/withdraw")
    for what in ("", "/withdraw"):
        answer = act(browser, one, what, do="teach", **PIANO)
        assert answer.status_code == 400 and "A colleague has changed this answer" in answer.text
    assert live(office) == []


def test_like_questions_stand_together_and_go_when_they_are_answered(office: Office) -> None:
    browser = office.signed_in("desk")
    not_answered(office, "is there a piano")
    not_answered(office, "Is there a piano?", "zalo:2", "zalo")
    not_answered(office, "do you like trains")
    page = browser.get("/desk/answers/not-answered").text
    assert "asked 2 times" in page and "Zalo: 1" in page and page.count("<article") == 2
    [asked] = {one for one in re.findall(r"new\?asked=([\d,]+)", page) if "," in one}
    form = browser.get(f"{NEW}?asked={asked}").text
    assert "is there a piano" in form
    teach(browser, asked=asked)
    page = browser.get("/desk/answers/not-answered").text
    assert "piano" not in page and page.count("<article") == 1
    [left] = re.findall(r'name="asked" value="([\d,]+)"', page)
    assert browser.submit("/desk/answers/not-answered", asked=left).status_code == 303
    assert "Nothing is waiting" in browser.get("/desk/answers/not-answered").text


def test_whoever_sees_one_venue_changes_what_is_said_there_alone(office: Office) -> None:
    teach(office.signed_in("desk"))
    [one] = everything(office)
    here, elsewhere = office.signed_in("desk", venues=("house",)), office.signed_in("desk", venues=("elsewhere",))
    assert act(here, one, "/withdraw").status_code == 403
    assert teach(here).status_code == 400  # every venue is no choice
    assert teach(here, venue_id="house").status_code == 303
    mine = next(one for one in everything(office) if one.written.venue_id)
    assert elsewhere.get(f"/desk/answers/taught/{mine.id}").status_code == 403
    assert act(elsewhere, mine, "/withdraw").status_code == 403
    not_answered(office, "is there a piano")
    assert "piano" not in elsewhere.get("/desk/answers/not-answered").text
    elsewhere.submit("/desk/answers/not-answered", asked="1")
    assert "piano" in here.get("/desk/answers/not-answered").text


def test_answers_that_do_badly_are_seen(office: Office) -> None:
    with writing(office.engine) as db:
        for answer, helped in (("price", False), ("price", False), ("hours", True)):
            ratings.rate(db, ratings.Rating(answer, "house", "web", "en", helped), office.clock())
    page = office.signed_in("owner").get("/desk/answers/helped").text
    assert page.index("Prices") < page.index("Opening hours") and page.count("does badly") == 1
    assert office.signed_in("owner").get("/desk/answers/helped?days=abc").status_code == 200


def test_the_file_for_the_next_training_is_saved(office: Office) -> None:
    browser = office.signed_in("desk")
    teach(browser)
    answer = browser.get("/desk/answers/taught.yml")
    assert 'filename="taught.yml"' in answer.headers["content-disposition"]
    assert "intent: faq/rooms_taught_1" in answer.text and "- Is there a piano?" in answer.text


def test_what_a_form_asks_for_may_be_nonsense(office: Office) -> None:
    browser = office.signed_in("owner")
    assert browser.get(f"{NEW}?asked=9,x,{'9' * 40},-1,²").status_code == 200
    assert browser.get("/desk/answers/taught/99").status_code == 400
    assert browser.submit("/desk/answers/found", question=" ", venue="nowhere").status_code == 200


def asked_for(office: Office) -> str:
    """A conversation that waits for a person."""
    store = office.desk.inside.conversations.store
    store.open("web:anna", "house", "en", office.clock())
    store.receive("web:anna", Said("1", "text", "what do you charge"), office.clock())
    with writing(office.engine) as db:
        tell_staff(db, "house", "web:anna", "talk_to_human", office.clock())
    return "web:anna"


def forms(page: str) -> list[dict[str, str]]:
    sent = re.findall(r'<form method="post" action="/desk/conversations/.*?</form>', page, re.DOTALL)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in sent]


def test_an_answer_is_sent_into_the_open_conversation_once(office: Office) -> None:
    id, browser = asked_for(office), office.signed_in("desk")
    assert f"/desk/answers?conversation={id}" in browser.get(f"/desk/conversations/{id}").text
    assert f'name="conversation" value="{id}"' in browser.get(f"/desk/answers?conversation={id}").text
    page = browser.submit("/desk/answers/found", question="what do you charge", conversation=id).text
    _, vietnamese, *_ = forms(page)
    for _ in range(2):
        assert browser.post(f"/desk/conversations/{id}/reply", data=vietnamese).status_code == 303
    told = [row.message["text"] for row in office.desk.inside.conversations.store.history(id)[1]]
    assert sum("bảng giá" in text for text in told) == 1


def test_nothing_is_sent_where_somebody_else_answers_or_nobody_asked(office: Office) -> None:
    id, browser = asked_for(office), office.signed_in("desk")
    ask = {"question": "what do you charge"}
    assert forms(browser.submit("/desk/answers/found", **ask).text) == []
    assert forms(browser.submit("/desk/answers/found", **ask, conversation="web:nobody").text) == []
    assert forms(office.signed_in("therapist").submit("/desk/answers/found", **ask, conversation=id).text) == []
    office.signed_in("desk").submit(f"/desk/conversations/{id}/take")
    assert forms(browser.submit("/desk/answers/found", **ask, conversation=id).text) == []
