"""Every page of the desk, as nobody, as each role, with a form that is not ours and from another site."""

import re

import pytest
from starlette.routing import Mount

from desk.doors import Page
from desk.pages import PAGES
from spa.staff.rights import RIGHTS, ROLES, Role
from tests.desk.parts import Browser, Office

OPEN = {"/sign-in", "/invitation/{token}"}  # all that may be reached by nobody
DOORS = [(page, method) for page in PAGES for method in sorted(page.methods - {"HEAD"})]
INSIDE = [door for door in DOORS if door[0].needs != "nobody"]


def named(door: tuple[Page, str]) -> str:
    return f"{door[1]} {door[0].path}"


def address(page: Page) -> str:
    return "/desk" + re.sub(r"\{[^}]+\}", "1", page.path)


def knock(browser: Browser, page: Page, method: str, **more: object) -> int:
    return int(browser.request(method, address(page), **more).status_code)  # type: ignore[arg-type]


def test_there_is_no_other_way_in(office: Office) -> None:
    [desk] = [route for route in office.app.routes if isinstance(route, Mount) and route.path == "/desk"]
    assert [route for route in desk.routes if not isinstance(route, Page)] == [desk.routes[-1]]
    assert isinstance(desk.routes[-1], Mount) and desk.routes[-1].path == "/static"
    assert {page.path for page in PAGES if page.needs == "nobody"} == OPEN


def test_nobody_comes_in_without_signing_in(office: Office) -> None:
    for page, method in INSIDE:
        answer = office.nobody().request(method, address(page))
        if method == "GET":
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/desk/sign-in?next=")
        else:
            assert answer.status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_a_role_comes_in_where_its_rights_lead_and_nowhere_else(office: Office, role: Role) -> None:
    browser = office.signed_in(role)
    for page, method in INSIDE:
        refused = "may not see or do this" in browser.request(method, address(page), data={"csrf": "x"}).text
        allowed = page.needs == "anybody" or page.needs in RIGHTS[role]
        assert refused is not allowed, named((page, method))


@pytest.mark.parametrize("form", [{}, {"csrf": ""}, {"csrf": "0" * 64}], ids=["none", "empty", "forged"])
def test_a_form_that_is_not_ours_is_refused(office: Office, form: dict[str, str]) -> None:
    browser = office.signed_in(*ROLES)
    answers = {named(door): knock(browser, *door, data=form) for door in DOORS if door[1] != "GET"}
    assert {name: status for name, status in answers.items() if status != 403} == {}


@pytest.mark.parametrize("origin", ["https://evil.example", "https://spa.example", "null", "http://localhost.evil"])
def test_another_site_neither_sends_nor_reads(office: Office, origin: str) -> None:
    """Also one that may hold the chat."""
    browser = office.signed_in(*ROLES)
    form = {"csrf": browser.csrf()}
    for page, method in DOORS:
        answer = browser.request(method, address(page), headers={"Origin": origin}, data=form)
        assert answer.status_code == 403, named((page, method))
        assert "access-control-allow-origin" not in answer.headers


def test_no_more_is_read_than_a_form_has(office: Office) -> None:
    """Also of nobody: what is not read fills no disk."""
    for browser, path in ((office.nobody(), "/desk/sign-in"), (office.signed_in(*ROLES), "/desk/me/language")):
        assert browser.post(path, data={"login": "x" * 1_000_001}).status_code == 413
        assert browser.post(path, content=(part for part in [b"login=x"])).status_code == 413


def test_a_form_of_another_session_is_refused(office: Office) -> None:
    one, other = office.signed_in("desk"), office.signed_in("desk")
    assert one.post("/desk/sign-out", data={"csrf": other.csrf()}).status_code == 403
    assert one.submit("/desk/sign-out").status_code == 303


def test_pages_say_to_browsers_what_they_may_do(office: Office) -> None:
    for browser, page in ((office.signed_in("owner"), "/desk/accounts"), (office.nobody(), "/desk/sign-in")):
        headers = browser.get(page).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy and "form-action 'self'" in policy and "unsafe" not in policy


@pytest.mark.parametrize(
    ("number", "day"),
    [("9" * 30, "0001-01-01"), ("2147483648", "9999-12-31"), ("-1", "2026-02-30"), ("0", "9999-12-31T23:59+00:00")],
)
def test_what_is_nowhere_is_said_to_be_nowhere(office: Office, number: str, day: str) -> None:
    """No address makes a page fail, whatever number or day somebody writes into it."""
    browser = office.signed_in(*ROLES)
    asked = dict.fromkeys(("day", "until", "first", "last", "before", "start"), day)
    asked |= dict.fromkeys(("id", "who", "moves", "after", "party"), number) | {"csrf": browser.csrf()}
    for page, method in DOORS:
        if page.path.endswith(("/events", "/sign-out", "/sign-out-everywhere")):
            continue  # a stream has no end, and the others are the end
        path = "/desk" + re.sub(r"\{[^}]+\}", number, page.path)
        answer = browser.request(method, path, params=asked if method == "GET" else {}, data=asked)
        assert answer.status_code < 500, f"{method} {path}"


def test_a_page_that_is_not_there_says_so(office: Office) -> None:
    desk = office.signed_in("desk")
    for path in ("/visits/99999999999999999999", "/plan?day=9999-12-31", "/plan/week?day=0001-01-01"):
        page = desk.get(f"/desk{path}")
        assert page.status_code == 404 and "There is no such page" in page.text
