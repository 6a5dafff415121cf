"""Who may come in: the owner sees the accounts, invites, changes roles, closes, and makes links to new passwords."""

from collections.abc import Mapping

from sqlalchemy.engine import Connection
from starlette.responses import Response
from wtforms import BooleanField, SelectField

from desk.doors import Page
from desk.forms import Form, Ticks
from desk.visit import AT, Visit
from spa.errors import LastOwner
from spa.staff import accounts, audit, invitations
from spa.staff.accounts import Access, Account
from spa.staff.rights import ROLES
from spa.store.database import reading, transact


class Given(Form):
    """What an account may do, and where."""

    roles = Ticks("accounts.roles", choices=[(role, f"roles.{role}") for role in ROLES])
    venues = Ticks("accounts.venues", description="accounts.venues_help")
    therapist_id = SelectField("accounts.therapist", description="accounts.therapist_help")
    active = BooleanField("accounts.active")

    def access(self) -> Access:
        return Access(tuple(self.roles.data), tuple(self.venues.data), self.therapist_id.data or None)

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        fits = bool(super().validate(extra_validators))
        if not self.roles.data:
            self.roles.errors = ["accounts.role_needed"]
        if "therapist" in (self.roles.data or ()) and not self.therapist_id.data:
            self.therapist_id.errors = ["accounts.therapist_needed"]
        return fits and not self.roles.errors and not self.therapist_id.errors


def show(visit: Visit) -> Response:
    with reading(visit.desk.engine) as db:
        everyone = accounts.everyone(db)
    return visit.page("accounts/list.html", everyone=everyone, names=_venue_names(visit))


def ask_invitation(visit: Visit) -> Response:
    return visit.page("accounts/invite.html", form=_form(visit))


def invite(visit: Visit) -> Response:
    form = _form(visit)
    if not form.validate():
        return visit.page("accounts/invite.html", 400, form=form)

    def made(db: Connection) -> str:
        audit.note(db, visit.account.id, "invited", ",".join(form.roles.data), visit.desk.now())
        return invitations.invite(db, form.access(), visit.desk.now())

    return _link(visit, transact(visit.desk.engine, made))


def edit(visit: Visit) -> Response:
    account = _account(visit)
    return visit.page("accounts/edit.html", form=_form(visit, account), account=account)


def save(visit: Visit) -> Response:
    account, form = _account(visit), _form(visit)
    if form.validate():
        try:
            transact(visit.desk.engine, lambda db: _saved(db, visit, account, form))
        except LastOwner:
            form.roles.errors = ["errors.LastOwner"]
        else:
            return visit.go("/accounts", said="accounts.said_saved")
    return visit.page("accounts/edit.html", 400, form=form, account=account)


def password_link(visit: Visit) -> Response:
    account = _account(visit)

    def made(db: Connection) -> str:
        audit.note(db, visit.account.id, "password_link", str(account.id), visit.desk.now())
        return invitations.invite(db, Access(account.roles), visit.desk.now(), account.id)

    return _link(visit, transact(visit.desk.engine, made), account)


def _saved(db: Connection, visit: Visit, account: Account, form: Given) -> None:
    accounts.change(db, account.id, form.access(), bool(form.active.data))
    kind: audit.Kind = "account_changed" if form.active.data else "account_closed"
    audit.note(db, visit.account.id, kind, str(account.id), visit.desk.now())


def _link(visit: Visit, token: str, account: Account | None = None) -> Response:
    """Shown once: the database keeps its digest alone."""
    address = f"{visit.desk.settings.public_url.rstrip('/')}{AT}/invitation/{token}"
    return visit.page("accounts/link.html", address=address, account=account, days=invitations.GOOD_FOR.days)


def _account(visit: Visit) -> Account:
    with reading(visit.desk.engine) as db:
        return accounts.get(db, int(visit.request.path_params["id"]))


def _form(visit: Visit, account: Account | None = None) -> Given:
    form = Given(visit.form, account)
    form.venues.choices = list(_venue_names(visit).items())
    form.therapist_id.choices = [("", "–"), *_therapists(visit)]
    form.therapist_id.data = form.therapist_id.data or ""
    return form


def _therapists(visit: Visit) -> list[tuple[str, str]]:
    return [(one.id, f"{one.name} · {venue.name}") for venue in visit.desk.venues.values() for one in venue.therapists]


def _venue_names(visit: Visit) -> dict[str, str]:
    return {id: venue.name for id, venue in visit.desk.venues.items()}


PAGES = [
    Page("/accounts", show, needs="accounts"),
    Page("/accounts/invite", ask_invitation, needs="accounts"),
    Page("/accounts/invite", invite, needs="accounts", methods=["POST"]),
    Page("/accounts/{id:int}", edit, needs="accounts"),
    Page("/accounts/{id:int}", save, needs="accounts", methods=["POST"]),
    Page("/accounts/{id:int}/password-link", password_link, needs="accounts", methods=["POST"]),
]
