"""One's own account: language, password, signing out everywhere."""

from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from wtforms import PasswordField

from desk.doors import Page, forget, keep, session_cookie
from desk.forms import at_most, needed
from desk.pages.sign_in import NewPassword
from desk.visit import AT, Visit
from gateway.messages import LANGUAGES
from spa.errors import PasswordNotValid, TooManyTries
from spa.staff import accounts, audit, sessions
from spa.staff.accounts import LONGEST_PASSWORD
from spa.store.database import transact


class ChangePassword(NewPassword):
    old = PasswordField("me.old_password", [needed(), at_most(LONGEST_PASSWORD)])


def me(visit: Visit) -> Response:
    return visit.page("me.html", form=ChangePassword())


def change_language(visit: Visit) -> Response:
    language, back = str(visit.form.get("language")), str(visit.form.get("back", ""))
    if language not in LANGUAGES:
        raise HTTPException(400)
    transact(visit.desk.engine, lambda db: accounts.set_language(db, visit.account.id, language))
    return RedirectResponse(back if back.startswith(f"{AT}/") and "//" not in back else f"{AT}/", 303)


def change_password(visit: Visit) -> Response:
    form = ChangePassword(visit.form)
    if form.validate() and _fits(visit, form):
        try:
            token = transact(visit.desk.engine, lambda db: _changed(db, visit, form.password.data))
        except PasswordNotValid:
            form.password.errors = ["sign_in.new_password_help"]
        else:
            response = visit.go("/me", said="me.said_password")
            keep(visit.desk, response, session_cookie(visit.desk), token)
            return response
    return visit.page("me.html", 400, form=form)


def sign_out_everywhere(visit: Visit) -> Response:
    def end(db: Connection) -> None:
        sessions.end_all(db, visit.account.id)
        audit.note(db, visit.account.id, "signed_out_everywhere", str(visit.account.id), visit.desk.now())

    transact(visit.desk.engine, end)
    response = visit.go("/sign-in", said="sign_in.said_signed_out")
    forget(visit.desk, response, session_cookie(visit.desk))
    return response


def _fits(visit: Visit, form: ChangePassword) -> bool:
    """Whether the old password is right; wrong ones count as at the door."""
    try:
        fits = visit.desk.entrance.fits(visit.account, form.old.data, visit.desk.now())
    except TooManyTries:
        fits = False
    if not fits:
        form.old.errors = ["me.old_password_wrong"]
    return fits


def _changed(db: Connection, visit: Visit, password: str) -> str:
    """Every session ends, and this browser gets a new one."""
    desk, id = visit.desk, visit.account.id
    accounts.set_password(db, id, password, desk.hasher)
    sessions.end_all(db, id)
    audit.note(db, id, "password_changed", str(id), desk.now())
    return sessions.begin(db, id, desk.now())


PAGES = [
    Page("/me", me, needs="anybody"),
    Page("/me/language", change_language, needs="anybody", methods=["POST"]),
    Page("/me/password", change_password, needs="anybody", methods=["POST"]),
    Page("/me/sign-out-everywhere", sign_out_everywhere, needs="anybody", methods=["POST"]),
]
