"""Staff write, change and withdraw answers; what touches health waits here for the owner's second look."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response
from wtforms import SelectField, TextAreaField

from desk.doors import Page
from desk.forms import Form, at_most
from desk.pages.not_answered import asked_in, group_of, settle
from desk.visit import Visit
from spa.errors import AnswerChanged, AnswerNotValid, SecondLookMissing
from spa.faq import taught
from spa.faq.checks import Mistake, goes_to_safety
from spa.faq.content import LANGUAGES, Content
from spa.faq.taught import Taught
from spa.staff import accounts, audit
from spa.store.database import reading, transact

SUGGESTED = 5  # wordings of a group that stand in a new form
LIST = "/answers/taught"


class Words(Form):
    """What is taught, as it is written: one question a line."""

    questions_en = TextAreaField("answers.questions_en", [at_most(10_000)], description="answers.questions_help")
    questions_vi = TextAreaField("answers.questions_vi", [at_most(10_000)], description="answers.questions_help")
    answer_en = TextAreaField("answers.answer_en", [at_most(5_000)], description="answers.answer_help")
    answer_vi = TextAreaField("answers.answer_vi", [at_most(5_000)], description="answers.answer_help")
    topic = SelectField("answers.topic", description="answers.topic_help")
    venue_id = SelectField("answers.venue")

    def content(self) -> Content:
        questions, answer = (
            {language: str(self[f"{part}_{language}"].data or "") for language in LANGUAGES}
            for part in ("questions", "answer")
        )
        return Content.written(questions, answer, self.topic.data, self.venue_id.data or None)


def show(visit: Visit) -> Response:
    with reading(visit.desk.engine) as db:
        everything = [one for one in taught.everything(db) if _sees(visit, one.written)]
        names = {account.actor: account.name for account in accounts.everyone(db)}
    return visit.page("answers/taught.html", everything=everything, names=names, venues=_venues(visit))


def begin(visit: Visit) -> Response:
    asked = visit.request.query_params.get("asked", "")
    group = group_of(visit, asked_in(asked))
    suggested = {}
    if group:
        suggested = {
            f"questions_{language}": "\n".join(wordings[:SUGGESTED]) for language, wordings in group.wordings.items()
        }
    form = _form(visit, suggested)
    first = "\n".join(suggested.values()).partition("\n")[0]
    form.topic.data = visit.desk.answering.search.topic(first) or form.topic.data
    return _page(visit, form, asked=asked)


def write(visit: Visit) -> Response:
    """Keep a new answer, and where it is wished teach it; the questions that it answers go."""
    form, asked = _form(visit), str(visit.form.get("asked", ""))

    def work(db: Connection) -> Taught:
        one = taught.draft(db, _content(visit, form), visit.account.actor, visit.desk.now())
        return _go_on(db, visit, one, asked_in(asked))

    return _done(visit, form, work, None, asked)


def edit(visit: Visit) -> Response:
    one = _one(visit)
    content = one.written
    words = {f"questions_{language}": "\n".join(content.questions[language]) for language in LANGUAGES}
    words |= {f"answer_{language}": content.answer[language] for language in LANGUAGES}
    form = _form(visit, {**words, "topic": content.topic, "venue_id": content.venue_id or ""})
    return _page(visit, form, one)


def save(visit: Visit) -> Response:
    one, form = _one(visit), _form(visit)

    def work(db: Connection) -> Taught:
        content, now = _content(visit, form), visit.desk.now()
        return _go_on(db, visit, taught.edit(db, _read(visit, one), content, visit.account.actor, now), set())

    return _done(visit, form, work, one)


def withdraw(visit: Visit) -> Response:
    return _step(visit, "answer_withdrawn", lambda db, one: taught.withdraw(db, one, *_by(visit)))


def send_back(visit: Visit) -> Response:
    return _step(visit, "answer_sent_back", lambda db, one: taught.send_back(db, one, *_by(visit)))


def approve(visit: Visit) -> Response:
    house = visit.desk.answering.house
    return _step(visit, "answer_approved", lambda db, one: taught.approve(db, one, house, *_by(visit)))


def _go_on(db: Connection, visit: Visit, one: Taught, asked: set[int]) -> Taught:
    """Teach what was written where the form says so. Raises AnswerNotValid."""
    if visit.form.get("do") != "teach":
        audit.note(db, visit.account.id, "answer_drafted", str(one.id), visit.desk.now())
        return one
    audit.note(db, visit.account.id, "answer_taught", str(one.id), visit.desk.now())
    settle(db, visit, asked)
    return taught.teach(db, one, visit.desk.answering.house, *_by(visit))


def _done(
    visit: Visit, form: Words, work: Callable[[Connection], Taught], one: Taught | None, asked: str = ""
) -> Response:
    if not form.validate():
        return _page(visit, form, one, 400, asked=asked)
    try:
        after = transact(visit.desk.engine, work)
    except AnswerNotValid as error:
        return _page(visit, form, one, 400, asked=asked, mistakes=error.allowed["mistakes"])
    return visit.go(LIST, said=f"answers.said_{after.state}")


def _step(visit: Visit, kind: audit.Kind, work: Callable[[Connection, Taught], Taught]) -> Response:
    one = _one(visit)

    def noted(db: Connection) -> Taught:
        audit.note(db, visit.account.id, kind, str(one.id), visit.desk.now())
        return work(db, _read(visit, one))

    try:
        after = transact(visit.desk.engine, noted)
    except (AnswerChanged, SecondLookMissing) as error:
        return visit.page("error.html", 400, message=visit.error(error))
    return visit.go(LIST, said=f"answers.said_{after.state}")


def _page(visit: Visit, form: Words, one: Taught | None = None, status: int = 200, **more: Any) -> Response:
    by_field: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in more.pop("mistakes", ()):
        by_field[mistake.field].append(mistake)
    with reading(visit.desk.engine) as db:
        names = {account.actor: account.name for account in accounts.everyone(db)}
        history = taught.history(db, one.id) if one else []
    reader = visit.desk.answering.house.reader
    safety = [question for question in one.written.asked() if goes_to_safety(question, reader)] if one else []
    known = {"asked": "", "form": form, "one": one, "by_field": by_field, "names": names, "history": history}
    return visit.page("answers/edit.html", status, **{**known, **more, "safety": safety})


def _content(visit: Visit, form: Words) -> Content:
    content = form.content()
    if not _may_change(visit, content):
        raise HTTPException(403)
    return content


def _form(visit: Visit, data: Mapping[str, Any] | None = None) -> Words:
    form = Words(visit.form, data=data)
    topics = visit.desk.answering.search.topics
    form.topic.choices = [(key, name[visit.language]) for key, name in topics.items()]
    everywhere = [("", "answers.every_venue")] if not visit.account.venues else []
    form.venue_id.choices = [*everywhere, *_venues(visit).items()]
    return form


def _one(visit: Visit) -> Taught:
    """The answer of the page. Raises NotFound."""
    with reading(visit.desk.engine) as db:
        one = taught.get(db, int(visit.request.path_params["id"]))
    if not _sees(visit, one.written) or visit.request.method == "POST" and not _may_change(visit, one.written):
        raise HTTPException(403)
    return one


def _read(visit: Visit, one: Taught) -> Taught:
    """Raises AnswerChanged where the form shows an older version."""
    if visit.form.get("version") != str(one.version):
        raise AnswerChanged
    return one


def _sees(visit: Visit, content: Content) -> bool:
    return content.venue_id is None or content.venue_id in visit.venues


def _may_change(visit: Visit, content: Content) -> bool:
    """What is said at every venue is for those who see every venue."""
    return _sees(visit, content) if content.venue_id else not visit.account.venues


def _by(visit: Visit) -> tuple[str, Any]:
    return visit.account.actor, visit.desk.now()


def _venues(visit: Visit) -> dict[str, str]:
    return {id: visit.desk.venues[id].name for id in visit.venues}


PAGES = [
    Page(LIST, show, needs="teach"),
    Page(f"{LIST}/new", begin, needs="teach"),
    Page(f"{LIST}/new", write, needs="teach", methods=["POST"]),
    Page(f"{LIST}/{{id:int}}", edit, needs="teach"),
    Page(f"{LIST}/{{id:int}}", save, needs="teach", methods=["POST"]),
    Page(f"{LIST}/{{id:int}}/withdraw", withdraw, needs="teach", methods=["POST"]),
    Page(f"{LIST}/{{id:int}}/send-back", send_back, needs="approve_answers", methods=["POST"]),
    Page(f"{LIST}/{{id:int}}/approve", approve, needs="approve_answers", methods=["POST"]),
]
