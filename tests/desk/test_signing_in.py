"""Signing in, staying in, and leaving: cookies, limits, time-outs, invitations and passwords."""

import re
from typing import Any

import pytest

from spa.errors import TooManyTries
from spa.staff import invitations
from spa.staff.accounts import everyone, get
from spa.store.database import reading, writing
from tests.desk.parts import PASSWORD, Browser, Office

NEW = "another four plain words"


def sign_in(browser: Browser, login: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.submit("/desk/sign-in", "/desk/sign-in", login=login, password=password, **more)


def first_owners_link(office: Office) -> str:
    with writing(office.engine) as db:
        return f"/desk/invitation/{invitations.first_owner(db, office.clock())}"


def join(browser: Browser, link: str, **changed: str) -> Any:
    who = {"name": "Mai", "login": "Mai", "password": PASSWORD, "again": PASSWORD, "language": "vi"}
    return browser.submit(link, link, **{**who, **changed})


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/desk/me").status_code == 200)


def test_the_first_owner_makes_an_account_and_is_in(office: Office) -> None:
    link, browser = first_owners_link(office), office.nobody()
    assert join(browser, link).headers["location"] == "/desk/"
    page = browser.get("/desk/accounts")
    assert page.status_code == 200 and '<html lang="vi">' in page.text and "mai" in page.text
    with reading(office.engine) as db:
        assert invitations.first_owner(db, office.clock()) is None


def test_a_link_is_good_once_and_not_for_ever(office: Office) -> None:
    link = first_owners_link(office)
    assert join(office.nobody(), link).status_code == 303
    assert "was used or is too old" in office.nobody().get(link).text
    owner = office.signed_in("owner")
    made = owner.submit("/desk/accounts/invite", roles="desk").text
    [again] = re.findall(r'value="http://localhost(/desk/invitation/[^"]+)"', made)
    office.clock.go_on(days=3)
    assert office.nobody().get(again).status_code == 400


def test_a_new_first_link_takes_the_place_of_the_one_before(office: Office) -> None:
    earlier = first_owners_link(office)
    first_owners_link(office)
    assert office.nobody().get(earlier).status_code == 400


def test_what_a_newcomer_types_is_looked_at(office: Office) -> None:
    link, browser = first_owners_link(office), office.nobody()
    office.account("desk")
    wrong = (
        {"password": "too short", "again": "too short"},
        {"again": "something quite different"},
        {"login": "with space"},
        {"login": "desk-1"},
        {"name": ""},
        {"language": "xx"},
    )
    for changed in wrong:
        answer = join(browser, link, **changed)
        assert answer.status_code == 400 and 'aria-invalid="true"' in answer.text, changed
    assert "Somebody else has this login" in join(browser, link, login="Desk-1").text


def test_signing_in_begins_a_session_of_its_own(office: Office) -> None:
    """A session that somebody planted in the browser is worth nothing afterwards."""
    account, browser = office.account("desk"), office.nobody()
    planted = office.signed_in("therapist").cookies["desk"]
    answer = sign_in(browser, account.login.upper())
    assert answer.status_code == 303 and answer.headers["location"] == "/desk/"
    assert browser.cookies["desk"] not in ("", planted)
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("desk="))
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert is_in(browser)


def test_over_https_the_cookie_belongs_to_this_host_alone(office: Office, tmp_path: Any) -> None:
    secure = Office(office.engine, tmp_path, public_url="https://spa.example")
    account, browser = secure.account("desk"), secure.nobody("https://spa.example")
    answer = sign_in(browser, account.login)
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-desk="))
    assert "Secure" in cookie and "Domain" not in cookie
    assert is_in(browser)


def test_one_goes_on_to_the_page_that_was_asked_for_and_to_no_other_site(office: Office) -> None:
    account = office.account("owner")
    asked = office.nobody().get("/desk/accounts/invite").headers["location"]
    assert asked == "/desk/sign-in?next=/desk/accounts/invite"
    for to, reached in {
        "/desk/audit": "/desk/audit",
        "https://evil.example/": "/desk/",
        "//evil.example": "/desk/",
        "/desk/\\evil.example": "/desk/",
        "/desk//evil.example": "/desk/",
    }.items():
        assert sign_in(office.nobody(), account.login, next=to).headers["location"] == reached


def test_wrong_words_are_told_the_same_whoever_it_is(office: Office) -> None:
    account = office.account("desk")
    known = sign_in(office.nobody(), account.login, "wrong words are these")
    unknown = sign_in(office.nobody(), "somebody", "wrong words are these")
    assert known.status_code == unknown.status_code == 400
    alert = re.compile(r'role="alert">([^<]+)<')
    assert alert.findall(known.text) == alert.findall(unknown.text) == ["Login or password is not right."]


def test_the_work_is_the_same_for_a_login_that_is_not_there(office: Office) -> None:
    office.hasher.verified.clear()
    sign_in(office.nobody(), "nobody-has-this")
    assert len(office.hasher.verified) == 1


def test_too_many_wrong_passwords_lock_the_login_for_a_while(office: Office) -> None:
    account = office.account("desk")
    for _ in range(8):
        assert sign_in(office.nobody(), account.login, "wrong words are these").status_code == 400
    assert sign_in(office.nobody(), account.login).status_code == 429
    assert sign_in(office.nobody(), office.account("desk").login).status_code == 303
    office.clock.go_on(minutes=16)
    assert sign_in(office.nobody(), account.login).status_code == 303


def test_an_address_that_tries_many_logins_is_stopped(office: Office) -> None:
    account = office.account("desk")
    for number in range(40):
        sign_in(office.nobody(), f"login-{number}", "wrong words are these")
    assert sign_in(office.nobody(), account.login).status_code == 429


def test_a_session_ends_without_use_and_after_a_day_of_work(office: Office) -> None:
    idle, busy = office.signed_in("desk"), office.signed_in("desk")
    for _ in range(11):
        office.clock.go_on(minutes=60)
        assert is_in(busy)
    assert not is_in(idle)
    office.clock.go_on(minutes=60)
    assert not is_in(busy)


def test_a_page_that_only_stays_open_does_not_keep_the_session(office: Office) -> None:
    browser = office.signed_in("desk")
    for _ in range(3):
        office.clock.go_on(minutes=50)
        left = browser.get("/desk/me", headers={"X-Desk-Live": "1"}).status_code
    assert left == 401


def test_signing_out_ends_the_session_itself(office: Office) -> None:
    browser = office.signed_in("desk")
    token = browser.cookies["desk"]
    browser.submit("/desk/sign-out")
    browser.cookies.set("desk", token)
    assert not is_in(browser)


def test_signing_out_everywhere_ends_every_session_of_the_account(office: Office) -> None:
    browser, other = office.signed_in("desk"), office.nobody()
    sign_in(other, browser.account.login)
    assert is_in(other)
    browser.submit("/desk/me/sign-out-everywhere")
    assert not is_in(other) and not is_in(browser)


def test_a_new_password_ends_every_other_session(office: Office) -> None:
    browser, other = office.signed_in("desk"), office.nobody()
    sign_in(other, browser.account.login)
    for old, new in (("wrong words are these", NEW), (PASSWORD, "short")):
        assert browser.submit("/desk/me/password", old=old, password=new, again=new).status_code == 400
    assert browser.submit("/desk/me/password", old=PASSWORD, password=NEW, again=NEW).status_code == 303
    assert is_in(browser) and not is_in(other)
    assert sign_in(other, browser.account.login).status_code == 400
    assert sign_in(other, browser.account.login, NEW).status_code == 303


def test_who_forgot_the_password_gets_a_link(office: Office) -> None:
    owner, forgetful = office.signed_in("owner"), office.signed_in("desk")
    made = owner.submit(f"/desk/accounts/{forgetful.account.id}/password-link").text
    [link] = re.findall(r'value="http://localhost(/desk/invitation/[^"]+)"', made)
    browser = office.nobody()
    assert browser.submit(link, link, password=NEW, again=NEW).status_code == 303
    assert is_in(browser) and not is_in(forgetful)


def test_a_closed_account_is_out_at_once(office: Office) -> None:
    owner, leaver = office.signed_in("owner"), office.signed_in("desk")
    owner.submit(f"/desk/accounts/{leaver.account.id}", roles="desk")
    assert not is_in(leaver)
    assert sign_in(office.nobody(), leaver.account.login).status_code == 400


def test_the_last_owner_stays_one(office: Office) -> None:
    owner = office.signed_in("owner")
    answer = owner.submit(f"/desk/accounts/{owner.account.id}", roles="desk", active="y")
    assert answer.status_code == 400 and "Somebody has to stay owner" in answer.text
    with reading(office.engine) as db:
        assert [one.roles for one in everyone(db)] == [("owner",)]


def test_an_owner_of_one_venue_manages_that_venue_alone(office: Office) -> None:
    first = office.signed_in("owner")
    one, here = office.signed_in("owner", venues=("house",)), office.account("desk", venues=("house",))
    elsewhere = office.account("desk", venues=("elsewhere",))
    both = office.account("desk", venues=("house", "elsewhere"))
    page = one.get("/desk/accounts").text
    assert here.name in page
    for other in (first.account, elsewhere, both):
        assert other.name not in page
        assert one.get(f"/desk/accounts/{other.id}").status_code == 403
        for path in (f"/desk/accounts/{other.id}", f"/desk/accounts/{other.id}/password-link"):
            assert one.submit(path, roles="desk", venues="house", active="y").status_code == 403
    saved = {"roles": "consultant", "active": "y"}
    assert one.submit(f"/desk/accounts/{here.id}", **saved, venues="house").status_code == 303
    for venues in ({}, {"venues": "elsewhere"}):
        for path in ("/desk/accounts/invite", f"/desk/accounts/{here.id}"):
            assert one.submit(path, **saved, **venues).status_code == 400
    assert "Tick one venue or more." in one.submit("/desk/accounts/invite", roles="owner").text
    assert one.submit("/desk/accounts/invite", roles="owner", venues="house").status_code == 200
    with reading(office.engine) as db:
        assert get(db, here.id).venues == ("house",)


def test_an_owner_of_one_venue_reads_what_was_done_there_alone(office: Office) -> None:
    first, one = office.signed_in("owner"), office.signed_in("owner", venues=("house",))
    first.submit("/desk/accounts/invite", roles="therapist", therapist_id="house.an")
    one.submit("/desk/accounts/invite", roles="desk", venues="house")
    sign_in(office.nobody(), first.account.login, "wrong words are these")
    for query in ("", f"?who={first.account.id}"):
        page = one.get(f"/desk/audit{query}").text
        assert first.account.name not in page and "wrong login" not in page
    assert "invited somebody" in one.get("/desk/audit").text
    assert first.account.name in first.get("/desk/audit").text


def test_one_owner_of_all_venues_stays(office: Office) -> None:
    owner = office.signed_in("owner")
    office.account("owner", venues=("house",))
    answer = owner.submit(f"/desk/accounts/{owner.account.id}", roles="owner", venues="house", active="y")
    assert answer.status_code == 400 and "Somebody has to stay owner" in answer.text


def test_a_link_that_nobody_has_used_is_withdrawn(office: Office) -> None:
    owner, one = office.signed_in("owner"), office.signed_in("owner", venues=("house",))
    made = owner.submit("/desk/accounts/invite", roles="desk").text
    [link] = re.findall(r'value="http://localhost(/desk/invitation/[^"]+)"', made)
    [id] = re.findall(r'name="invitation" value="(\w+)"', owner.get("/desk/accounts").text)
    assert "Links that nobody has used" not in one.get("/desk/accounts").text
    assert one.submit("/desk/accounts/withdraw", invitation=id).status_code == 400
    assert office.nobody().get(link).status_code == 200
    assert owner.submit("/desk/accounts/withdraw", invitation=id).status_code == 303
    assert office.nobody().get(link).status_code == 400
    assert owner.submit("/desk/accounts/withdraw", invitation=id).status_code == 400
    assert "withdrew a link" in owner.get("/desk/audit").text


def test_an_account_is_shown_as_it_is(office: Office) -> None:
    """Whoever opens it and saves changes nothing."""
    owner, other = office.signed_in("owner"), office.account("desk", "consultant", venues=("house",))
    page = owner.get(f"/desk/accounts/{other.id}").text
    boxes = re.findall(r'<input(?=[^>]*checked)[^>]*name="(\w+)"[^>]*value="(\w+)"', page)
    assert boxes == [("active", "y"), ("roles", "consultant"), ("roles", "desk"), ("venues", "house")]


def test_a_page_that_is_not_there_is_said_in_ones_own_language(office: Office) -> None:
    browser = office.signed_in("desk")
    browser.submit("/desk/me/language", language="vi")
    missing = browser.get("/desk/nothing")
    assert missing.status_code == 404 and '<html lang="vi">' in missing.text and "Hộp thư" in missing.text


def test_a_therapists_account_says_who_it_is_in_the_plan(office: Office) -> None:
    owner = office.signed_in("owner")
    assert owner.submit("/desk/accounts/invite", roles="therapist").status_code == 400
    assert owner.submit("/desk/accounts/invite", roles="therapist", therapist_id="house.an").status_code == 200


def test_what_was_done_is_in_the_log(office: Office) -> None:
    owner = office.signed_in("owner")
    sign_in(office.nobody(), owner.account.login, "wrong words are these")
    owner.submit("/desk/accounts/invite", roles="desk")
    page = owner.get("/desk/audit").text
    assert "invited somebody" in page and "wrong login or password" in page
    own = owner.get(f"/desk/audit?who={owner.account.id}").text
    assert "invited somebody" in own and "wrong login or password" not in own
    assert "invited somebody" not in owner.get("/desk/audit?last=2020-01-01&who=x").text


def test_markup_in_a_name_stays_text(office: Office) -> None:
    browser = office.nobody()
    join(browser, first_owners_link(office), name="<script>alert(1)</script>")
    page = browser.get("/desk/accounts").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_the_language_is_changed_in_the_page(office: Office) -> None:
    browser = office.signed_in("owner")
    answer = browser.submit("/desk/me/language", language="vi", back="/desk/accounts")
    assert answer.headers["location"] == "/desk/accounts"
    assert '<html lang="vi">' in browser.get("/desk/accounts").text
    assert browser.submit("/desk/me/language", language="vi", back="//evil.example").headers["location"] == "/desk/"
    assert browser.submit("/desk/me/language", language="xx").status_code == 400


def test_many_tries_at_once_are_many(office: Office) -> None:
    """While a password is compared the next one is sent already."""
    account, hasher = office.account("desk"), office.hasher
    entrance, now = office.desk.entrance, office.clock()
    hasher.meanwhile = lambda: entrance.sign_in(account.login, "wrong words are these", None, now)
    hasher.verified.clear()
    with pytest.raises(TooManyTries):
        entrance.sign_in(account.login, "wrong words are these", None, now)
    assert len(hasher.verified) == 8


def test_a_fault_shows_a_page_and_its_words_stay_out_of_the_log(office: Office, caplog: Any) -> None:
    office.hasher.meanwhile = lambda: {}["what a guest said"]
    answer = sign_in(office.nobody(), "somebody")
    assert answer.status_code == 500 and "Something went wrong here" in answer.text
    assert "KeyError at" in caplog.text and "what a guest said" not in caplog.text
