"""Signing in and out, and what a link of invitation leads to."""

from sqlalchemy.engine import Connection
from starlette.responses import RedirectResponse, Response
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import EqualTo

from desk.doors import Page, forget, form_cookie, keep, session_cookie
from desk.forms import Form, at_most, needed
from desk.visit import AT, Visit
from gateway.limits import is_loopback
from gateway.messages import LANGUAGES
from spa.errors import LoginTaken, PasswordNotValid, StaffNameNotValid, TooManyTries
from spa.staff import audit, invitations, sessions
from spa.staff.accounts import LONGEST_NAME, LONGEST_PASSWORD, Account
from spa.staff.invitations import Newcomer
from spa.store.database import reading, transact


class SignIn(Form):
    login = StringField("sign_in.login", [needed(), at_most(80)])
    password = PasswordField("sign_in.password", [needed(), at_most(LONGEST_PASSWORD)])


class NewPassword(Form):
    password = PasswordField("sign_in.new_password", [needed()], description="sign_in.new_password_help")
    again = PasswordField("sign_in.again", [EqualTo("password", "sign_in.not_the_same")])


class Join(Form):
    name = StringField("sign_in.name", [needed(), at_most(LONGEST_NAME)], description="sign_in.name_help")
    login = StringField("sign_in.login", [needed(), at_most(80)], description="sign_in.login_help")
    password = PasswordField("sign_in.new_password", [needed()], description="sign_in.new_password_help")
    again = PasswordField("sign_in.again", [EqualTo("password", "sign_in.not_the_same")])
    language = SelectField("me.language", choices=[(each, f"languages.{each}") for each in LANGUAGES])


def ask(visit: Visit) -> Response:
    if visit.who:
        return RedirectResponse(_next(visit), 303)
    return visit.page("sign_in.html", form=SignIn(), wrong="", next=_next(visit))


def sign_in(visit: Visit) -> Response:
    form = SignIn(visit.form)
    if not form.validate():
        return visit.page("sign_in.html", 400, form=form, wrong="", next=_next(visit))
    try:
        entered = visit.desk.entrance.sign_in(form.login.data, form.password.data, _address(visit), visit.desk.now())
    except TooManyTries as error:
        return visit.page("sign_in.html", 429, form=form, wrong=visit.error(error), next=_next(visit))
    if entered is None:
        return visit.page("sign_in.html", 400, form=form, wrong=visit.t("sign_in.wrong"), next=_next(visit))
    return _signed_in(visit, entered[1], _next(visit))


def sign_out(visit: Visit) -> Response:
    def end(db: Connection) -> None:
        sessions.end(db, visit.key)
        audit.note(db, visit.account.id, "signed_out", str(visit.account.id), visit.desk.now())

    transact(visit.desk.engine, end)
    response = visit.go("/sign-in", said="sign_in.said_signed_out")
    forget(visit.desk, response, session_cookie(visit.desk))
    return response


def invited(visit: Visit) -> Response:
    account = _invited(visit)
    return _invitation(visit, NewPassword() if account else Join(language=visit.language), account)


def accept(visit: Visit) -> Response:
    account = _invited(visit)
    form = NewPassword(visit.form) if account else Join(visit.form)
    if not form.validate():
        return _invitation(visit, form, account, 400)
    try:
        token = transact(visit.desk.engine, lambda db: _accepted(db, visit, form))
    except (StaffNameNotValid, LoginTaken) as error:
        form.login.errors = [f"errors.{type(error).__name__}"]
    except PasswordNotValid:
        form.password.errors = ["sign_in.new_password_help"]
    else:
        return _signed_in(visit, token, f"{AT}/")
    return _invitation(visit, form, account, 400)


def _invited(visit: Visit) -> Account | None:
    with reading(visit.desk.engine) as db:
        return invitations.look(db, visit.request.path_params["token"], visit.desk.now())


def _accepted(db: Connection, visit: Visit, form: Join | NewPassword) -> str:
    desk, token = visit.desk, visit.request.path_params["token"]
    if isinstance(form, Join):
        who = Newcomer(form.login.data, form.name.data, form.password.data, form.language.data)
        account = invitations.join(db, token, who, desk.hasher, desk.now())
    else:
        account = invitations.renew(db, token, form.password.data, desk.hasher, desk.now())
    audit.note(db, account.id, "joined" if isinstance(form, Join) else "password_changed", str(account.id), desk.now())
    return sessions.begin(db, account.id, desk.now())


def _invitation(visit: Visit, form: Join | NewPassword, account: Account | None, status: int = 200) -> Response:
    return visit.page("invitation.html", status, form=form, account=account)


def _signed_in(visit: Visit, token: str, to: str) -> Response:
    """Always a new session: one that was there before means nothing."""
    response = RedirectResponse(to, 303)
    keep(visit.desk, response, session_cookie(visit.desk), token)
    forget(visit.desk, response, form_cookie(visit.desk))
    return response


def _next(visit: Visit) -> str:
    """Where to go on to: a page of the desk and nowhere else."""
    asked = str(visit.form.get("next") or visit.request.query_params.get("next") or "")
    return asked if asked.startswith(f"{AT}/") and "\\" not in asked and "//" not in asked else f"{AT}/"


def _address(visit: Visit) -> str | None:
    """Not the own machine: behind a proxy that hides addresses it would be everybody."""
    host = visit.request.client.host if visit.request.client else ""
    return None if not host or is_loopback(host) else host


PAGES = [
    Page("/sign-in", ask, needs="nobody"),
    Page("/sign-in", sign_in, needs="nobody", methods=["POST"]),
    Page("/sign-out", sign_out, needs="anybody", methods=["POST"]),
    Page("/invitation/{token}", invited, needs="nobody"),
    Page("/invitation/{token}", accept, needs="nobody", methods=["POST"]),
]
