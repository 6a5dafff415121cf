"""One conversation: its transcript with health masked, bookings beside it, notes, and whatever a person does in it."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from desk import pulse
from desk.doors import Page
from desk.pages.inbox import names
from desk.visit import Visit
from gateway.pictures import MEGABYTES, drawn_anew
from gateway.staff.inbox import Line
from gateway.staff.replies import LONGEST, Draft
from gateway.staff.transcripts import LONGEST_NOTE, Transcript
from spa import booking, handoff
from spa.booking.values import AWAITING_DECISION
from spa.errors import NotTheirs, SpaError
from spa.knowledge import facts
from spa.staff import accounts, audit
from spa.staff.accounts import may
from spa.store.database import reading, transact

ENDED = [kind for kind in handoff.WAITS if kind != "consult"]  # with the conversation; that one with the decision
MOST_BOOKINGS = 10
MOST_SENT = 4 * MEGABYTES * 1024 * 1024  # bytes: whoever chose too much is told beside what they wrote
A_LOOK, MOST_LOOKS = timedelta(hours=1), 500


def show(visit: Visit) -> Response:
    return _page(visit, _line(visit))


def lines(visit: Visit) -> Response:
    line = _line(visit)
    return visit.page("conversation/lines.html", **_talk(visit, line))


async def events(visit: Visit) -> Response:
    """One stream for both that the page shows: a browser keeps only a few open."""
    id, talks = str(visit.request.path_params["id"]), visit.desk.talks

    async def look() -> str:
        return f"{await talks.pulse.look()} {await run_in_threadpool(talks.transcripts.stamp, id)}"

    return pulse.stream(visit, look)


def take(visit: Visit) -> Response:
    line = _line(visit)
    _take(visit, line)
    return _back(visit, line)


def reply(visit: Visit) -> Response:
    """Who answers takes the conversation over with it."""
    line = _line(visit)
    draft = _draft(visit, line)
    try:
        draft = replace(draft, upload=_upload(visit))
        if visit.form.get("take"):
            _take(visit, line)
        visit.desk.talks.replies.send(line.id, visit.account.actor, visit.account.name, draft)
    except SpaError as error:
        return _page(visit, _line(visit), 409, error=visit.error(error), draft=replace(draft, key=_key(), upload=None))
    return _back(visit, line)


def give_back(visit: Visit) -> Response:
    line = _line(visit)
    visit.desk.talks.hand_over.give_back(line.id, visit.account.actor)
    _end(visit, line, "conversation_given_back")
    return visit.go("/inbox", said="conversation.said_given_back")


def hand_on(visit: Visit) -> Response:
    line = _line(visit)
    with reading(visit.desk.engine) as db:
        to = accounts.get(db, _number(visit.form.get("to")))
    if not may(to, "conversations") or not to.sees(line.venue_id):
        raise NotTheirs()
    if not visit.desk.talks.hand_over.hand_on(line.id, visit.account.actor, to.actor, to.name):
        raise NotTheirs()
    _noted(visit, line, "conversation_handed_on")
    return visit.go("/inbox", said="conversation.said_handed_on")


def add_note(visit: Visit) -> Response:
    line, text = _line(visit), str(visit.form.get("note", "")).strip()
    if text:
        visit.desk.talks.transcripts.add_note(line.id, visit.account.actor, visit.account.name, text, visit.desk.now())
    return _back(visit, line)


def _page(visit: Visit, line: Line, status: int = 200, error: str = "", draft: Draft | None = None) -> Response:
    talk, venue = _talk(visit, line), visit.desk.venues[line.venue_id]
    told = facts(venue, line.language)
    with reading(visit.desk.engine) as db:
        booked = booking.of_conversation(db, line.id, visit.desk.now(), upcoming=False)[-MOST_BOOKINGS:]
        colleagues = [one for one in accounts.everyone(db) if one.id != visit.account.id and _may_have(one, line)]
    return visit.page(
        "conversation/page.html",
        status,
        **talk,
        bookings=booked[::-1],
        services={one.id: one.name[visit.language] for one in venue.services},
        colleagues=colleagues,
        ready=[(one.title[visit.language], one.text[line.language].format_map(told)) for one in visit.desk.talks.ready],
        pictures=venue.pictures,
        reach=visit.desk.talks.replies.reach(line.id),
        error=error,
        draft=draft or Draft("", _key(), talk["transcript"].last_outbound),
        longest=LONGEST,
        longest_note=LONGEST_NOTE,
        megabytes=MEGABYTES,
    )


def _talk(visit: Visit, line: Line) -> dict[str, Any]:
    """What the live part shows; who is shown it has read it."""
    transcript = _transcript(visit, line)
    visit.desk.talks.transcripts.read(line.id, visit.account.actor, transcript.last_inbound)
    return {
        "line": line,
        "transcript": transcript,
        "names": names(visit),
        "is_mine": line.who == visit.account.actor,
        "with_health": _with_health(visit),
    }


def _transcript(visit: Visit, line: Line) -> Transcript:
    """Health is masked, unless somebody who decides asks for it; that look is written down."""
    found = visit.desk.talks.transcripts.of(line.id)
    if not _with_health(visit):
        with reading(visit.desk.engine) as db:
            others = [one for one in accounts.everyone(db) if one.id != visit.account.id]
        deciders = [one.actor for one in others if may(one, "decide")]
        return replace(found, entries=visit.desk.talks.health_parts.masked(found.entries, deciders))
    transact(visit.desk.engine, lambda db: _note_look(db, visit, line))
    return found


def _note_look(db: Connection, visit: Visit, line: Line) -> None:
    """Once an hour for a page that stays open and is kept up to date."""
    now, account = visit.desk.now(), visit.account.id
    lately = audit.entries(db, now - A_LOOK, now + timedelta(seconds=1), MOST_LOOKS, [account])
    if visit.by_hand or not any((one.kind, one.about) == ("health_read", line.id) for one in lately):
        audit.note(db, account, "health_read", line.id, now)


def _with_health(visit: Visit) -> bool:
    return visit.may("decide") and visit.request.query_params.get("health") == "1"


def _take(visit: Visit, line: Line) -> None:
    if not visit.desk.talks.hand_over.take(line.id, visit.account.actor, visit.account.name):
        raise NotTheirs()
    if line.who != visit.account.actor:
        _noted(visit, line, "conversation_taken")


def _end(visit: Visit, line: Line, kind: audit.Kind) -> None:
    """What it waited for is dealt with, but for what a decision is still due on."""

    def work(db: Connection) -> None:
        last = max((note.id for note in line.notes), default=0)
        due = any(one.status == AWAITING_DECISION for one in booking.of_conversation(db, line.id, visit.desk.now()))
        kinds = ENDED if due else handoff.WAITS
        handoff.finish_notes(db, line.id, visit.desk.now(), last, kinds)
        audit.note(db, visit.account.id, kind, line.id, visit.desk.now())

    transact(visit.desk.engine, work)


def _noted(visit: Visit, line: Line, kind: audit.Kind) -> None:
    transact(visit.desk.engine, lambda db: audit.note(db, visit.account.id, kind, line.id, visit.desk.now()))


def _draft(visit: Visit, line: Line) -> Draft:
    said = {name: str(visit.form.get(name, "")) for name in ("text", "key", "seen", "picture")}
    known = visit.desk.venues[line.venue_id].pictures
    return Draft(said["text"], said["key"][:64] or _key(), _number(said["seen"]), known.get(said["picture"]))


def _upload(visit: Visit) -> bytes | None:
    """The picture that was chosen. Raises PictureTooLarge, PictureNotValid."""
    chosen = visit.form.get("upload")
    if not isinstance(chosen, UploadFile) or not chosen.filename:
        return None
    return drawn_anew(chosen.file.read())


def _line(visit: Visit) -> Line:
    found = visit.desk.talks.inbox.one(str(visit.request.path_params["id"]), visit.venues, visit.account.actor)
    if found is None:
        raise HTTPException(404)
    return found


def _may_have(account: accounts.Account, line: Line) -> bool:
    return may(account, "conversations") and account.sees(line.venue_id)


def _back(visit: Visit, line: Line) -> Response:
    return visit.go(f"/conversations/{line.id}")


def _key() -> str:
    return secrets.token_urlsafe(16)


def _number(text: object) -> int:
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0


def _posts() -> list[Page]:
    doing: dict[str, Callable[[Visit], Response]] = {
        "take": take, "reply": reply, "give-back": give_back, "hand-on": hand_on, "note": add_note
    }  # fmt: skip
    return [
        Page(f"/conversations/{{id}}/{name}", do, needs="conversations", methods=["POST"], most=MOST_SENT)
        for name, do in doing.items()
    ]


PAGES = [
    Page("/conversations/{id}", show, needs="conversations"),
    Page("/conversations/{id}/part", lines, needs="conversations"),
    Page("/conversations/{id}/events", events, needs="conversations"),
    *_posts(),
]
