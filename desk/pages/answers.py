"""Looks up what to answer to a customer's question: typed or pasted, in either language, to copy or to send."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from desk.answering import Answering
from desk.doors import Page
from desk.visit import Visit
from gateway.modes import ELSEWHERE, PERSON
from gateway.staff.inbox import Line
from spa.faq import ratings, taught
from spa.faq.export import export
from spa.faq.lookup import TAUGHT
from spa.faq.search import Answer
from spa.store.database import reading

LONGEST = 500  # characters that are looked at
DAYS = (30, 90, 365)


def ask(visit: Visit) -> Response:
    return _answered(visit, "answers/search.html", [])


def find(visit: Visit) -> Response:
    """The whole page, for browsers without script."""
    return _answered(visit, "answers/search.html", _best(visit))


def found(visit: Visit) -> Response:
    """The answers alone."""
    return _answered(visit, "answers/found.html", _best(visit))


def helped(visit: Visit) -> Response:
    """Which answers customers say helped them, those that do worst first."""
    asked = visit.request.query_params.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else DAYS[0]
    now = visit.desk.now()
    with reading(visit.desk.engine) as db:
        rated = ratings.rated(db, now - timedelta(days=days), now + timedelta(seconds=1), visit.venues)
        names = {f"{TAUGHT}{one.id}": next(one.written.asked(), "") for one in taught.everything(db)}
    search, topics = visit.desk.answering.search, _topics(visit)
    names |= {one.answer: topics.get(search.topic_of(one.answer), "") for one in rated if one.answer not in names}
    return visit.page("answers/helped.html", rated=rated, names=names, days=days, choices=DAYS)


def download(visit: Visit) -> Response:
    """What is taught as a file of data/faq/."""
    with reading(visit.desk.engine) as db:
        exported = export(taught.live(db), visit.desk.answering.data)
    headers = {"Content-Disposition": 'attachment; filename="taught.yml"'}
    return Response(exported.text, media_type="text/yaml", headers=headers)


def _answered(visit: Visit, template: str, best: list[Answer]) -> Response:
    line = _line(visit)
    return visit.page(
        template,
        question=_question(visit),
        best=best,
        venue=_venue(visit),
        names={id: visit.desk.venues[id].name for id in visit.venues},
        topic=_topics(visit),
        line=line,
        sending=_sending(visit, line) if line else None,
    )


def _best(visit: Visit) -> list[Answer]:
    question, venue = _question(visit), _venue(visit)
    if not question.strip() or venue is None:
        return []
    answering: Answering = visit.desk.answering
    with reading(visit.desk.engine) as db:
        return answering.search.best(db, question, visit.desk.venues[venue])


def _question(visit: Visit) -> str:
    return str(visit.form.get("question", ""))[:LONGEST]


def _venue(visit: Visit) -> str | None:
    """The one that is asked for, else that of the conversation, else the first that the account sees."""
    asked, line = str(visit.form.get("venue", "")), _line(visit)
    own = line.venue_id if line else next(iter(visit.venues), None)
    return asked if asked in visit.venues else own


def _line(visit: Visit) -> Line | None:
    """The conversation that an answer is looked for, if one is open for this account."""
    id = str(visit.form.get("conversation") or visit.request.query_params.get("conversation", ""))
    if not id or not visit.may("conversations"):
        return None
    return visit.desk.talks.inbox.one(id, visit.venues, visit.account.actor)


def _sending(visit: Visit, line: Line) -> Mapping[str, str] | None:
    """What the form of an answer to the conversation holds; none where nobody, or somebody else, can answer there."""
    theirs = line.mode == PERSON and line.who not in (visit.account.actor, ELSEWHERE)
    if theirs or visit.desk.talks.replies.reach(line.id).is_closed:
        return None
    seen = visit.desk.talks.transcripts.of(line.id).last_outbound
    take = {} if line.who == visit.account.actor else {"take": "1"}
    return {"key": secrets.token_urlsafe(16), "seen": str(seen), **take}


def _topics(visit: Visit) -> dict[str, str]:
    """What a key's topic is called, by topic and by key."""
    topics = visit.desk.answering.search.topics
    return {key: name[visit.language] for key, name in topics.items()}


PAGES = [
    Page("/answers", ask, needs="answers"),
    Page("/answers", find, needs="answers", methods=["POST"]),
    Page("/answers/found", found, needs="answers", methods=["POST"]),
    Page("/answers/helped", helped, needs="teach"),
    Page("/answers/taught.yml", download, needs="teach"),
]
