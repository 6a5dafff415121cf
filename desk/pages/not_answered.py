"""What the assistant could not answer, with like questions together: to be answered, or dropped."""

from sqlalchemy.engine import Connection
from starlette.responses import Response

from desk.doors import Page
from desk.visit import Visit
from spa.faq import unanswered
from spa.faq.unanswered import Group
from spa.staff import audit
from spa.store.database import reading, transact


def show(visit: Visit) -> Response:
    names = {id: visit.desk.venues[id].name for id in visit.venues}
    with reading(visit.desk.engine) as db:
        groups = visit.desk.answering.groups.read(db, visit.venues)
    return visit.page("answers/not_answered.html", groups=groups, names=names)


def drop(visit: Visit) -> Response:
    transact(visit.desk.engine, lambda db: _drop(db, visit, asked_in(str(visit.form.get("asked", "")))))
    return visit.go("/answers/not-answered", said="answers.said_dropped")


def _drop(db: Connection, visit: Visit, ids: set[int]) -> None:
    dropped = settle(db, visit, ids)
    audit.note(db, visit.account.id, "questions_dropped", str(dropped), visit.desk.now())


def settle(db: Connection, visit: Visit, ids: set[int]) -> int:
    """Delete the groups with one of these questions, of those that the account may see; return how many questions."""
    groups = visit.desk.answering.groups.read(db, visit.venues)
    dealt_with = {id for group in groups if ids & set(group.ids) for id in group.ids}
    unanswered.settle(db, dealt_with)
    return len(dealt_with)


def group_of(visit: Visit, ids: set[int]) -> Group | None:
    with reading(visit.desk.engine) as db:
        groups = visit.desk.answering.groups.read(db, visit.venues)
    return next((group for group in groups if ids & set(group.ids)), None)


def asked_in(text: str) -> set[int]:
    """Ids of a group's questions, as a form or an address has them: "3,5"."""
    return {int(part) for part in text.split(",") if part.isascii() and part.isdecimal() and len(part) < 19}


PAGES = [
    Page("/answers/not-answered", show, needs="teach"),
    Page("/answers/not-answered", drop, needs="teach", methods=["POST"]),
]
