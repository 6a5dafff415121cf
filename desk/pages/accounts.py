"""Who may come in: an owner invites, changes roles, closes, makes and withdraws links, at the venues they own."""

from collections.abc import Mapping

from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response
from wtforms import BooleanField, SelectField

from desk.doors import Page
from desk.forms import Form, Ticks
from desk.visit import AT, Visit
from spa.errors import InvitationOver, LastOwner
from spa.staff import accounts, audit, invitations
from spa.staff.accounts import Access, Account
from spa.staff.invitations import Invitation
from spa.staff.rights import ROLES
from spa.store.database import reading, transact


class Given(Form):
    """What an account may do, and where."""

    roles = Ticks("accounts.roles", choices=[(role, f"roles.{role}") for role in ROLES])
    venues = Ticks("accounts.venues", description="accounts.venues_help")
    therapist_id = SelectField("accounts.therapist", description="accounts.therapist_help")
    active = BooleanField("accounts.active")
    every_venue = True  # whether who gives it may give all of them

    def access(self) -> Access:
        return Access(tuple(self.roles.data), tuple(self.venues.data), self.therapist_id.data or None)

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        fits = bool(super().validate(extra_validators))
        if not self.roles.data:
            self.roles.errors = ["accounts.role_needed"]
        if "therapist" in (self.roles.data or ()) and not self.therapist_id.data:
            self.therapist_id.errors = ["accounts.therapist_needed"]
        if not self.venues.data and not self.every_venue:
            self.venues.errors = ["accounts.venue_needed"]
        return fits and not self.errors


def show(visit: Visit) -> Response:
    with reading(visit.desk.engine) as db:
        everyone = [one for one in accounts.everyone(db) if visit.account.sees_all(one.venues)]
        unused = [one for one in invitations.unused(db, visit.desk.now()) if _may_withdraw(visit, one)]
    return visit.page("accounts/list.html", everyone=everyone, unused=unused, names=_venue_names(visit))


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


def withdraw(visit: Visit) -> Response:
    """Take back a link that was sent to the wrong person, or is not needed any more."""
    id = str(visit.form.get("invitation", ""))

    def work(db: Connection) -> None:
        found = [one for one in invitations.unused(db, visit.desk.now()) if one.id == id and _may_withdraw(visit, one)]
        if not found:
            raise InvitationOver
        invitations.withdraw(db, id)
        about = str(found[0].account.id) if found[0].account else ",".join(found[0].access.roles)
        audit.note(db, visit.account.id, "invitation_withdrawn", about, visit.desk.now())

    transact(visit.desk.engine, work)
    return visit.go("/accounts", said="accounts.said_withdrawn")


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
        return invitations.invite(db, Access(account.roles, account.venues), visit.desk.now(), account.id)

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
    """The account of the page, if the owner sees all that it sees."""
    with reading(visit.desk.engine) as db:
        found = accounts.get(db, int(visit.request.path_params["id"]))
    if not visit.account.sees_all(found.venues):
        raise HTTPException(403)
    return found


def _may_withdraw(visit: Visit, one: Invitation) -> bool:
    return visit.account.sees_all(one.account.venues if one.account else one.access.venues)


def _form(visit: Visit, account: Account | None = None) -> Given:
    form = Given(visit.form, account)
    form.venues.choices = list(_venue_names(visit).items())
    form.every_venue = not visit.account.venues
    form.venues.description = "accounts.venues_help" if form.every_venue else ""
    form.therapist_id.choices = [("", "–"), *_therapists(visit)]
    form.therapist_id.data = form.therapist_id.data or ""
    return form


def _therapists(visit: Visit) -> list[tuple[str, str]]:
    venues = [visit.desk.venues[id] for id in visit.venues]
    return [(one.id, f"{one.name} · {venue.name}") for venue in venues for one in venue.therapists]


def _venue_names(visit: Visit) -> dict[str, str]:
    return {id: visit.desk.venues[id].name for id in visit.venues}


PAGES = [
    Page("/accounts", show, needs="accounts"),
    Page("/accounts/invite", ask_invitation, needs="accounts"),
    Page("/accounts/invite", invite, needs="accounts", methods=["POST"]),
    Page("/accounts/withdraw", withdraw, needs="accounts", methods=["POST"]),
    Page("/accounts/{id:int}", edit, needs="accounts"),
    Page("/accounts/{id:int}", save, needs="accounts", methods=["POST"]),
    Page("/accounts/{id:int}/password-link", password_link, needs="accounts", methods=["POST"]),
]
