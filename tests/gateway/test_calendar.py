"""The calendars over HTTP: behind addresses that nobody can guess, and each with no more than its reader needs."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from icalendar import Calendar

from gateway.calendar import Calendars
from gateway.texts import Texts
from spa import booking, calendar
from spa.booking import Contact
from spa.screening import Rules
from spa.store.database import writing
from tests.gateway.parts import ROOT, UNLIMITED, Alarm, Clock, PlainSettings, Stub, build, running, venues
from tests.spa.conftest import *  # noqa: F403 - the prepared house
from tests.spa.house import GUEST, NOW, WITH_AN, House, venue

SECRET = "of the tests"
THU = Contact("Nguyễn Thị Thu", "0905 123 456", "thu@guest.example")


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    rules = Rules.load(ROOT / "knowledge" / "screening.yml")
    texts = Texts(ROOT / "responses" / "messages.yml")
    calendars = Calendars(house.engine, {"house": venue()}, rules, texts, SECRET, lambda: NOW)
    app = build(PlainSettings(), venues(), Stub(), Alarm(), Clock(), UNLIMITED, lambda _: calendars.routes())
    async with running(app) as served:
        yield served


async def get(url: str) -> tuple[aiohttp.ClientResponse, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response, await response.text()


async def test_a_customer_gets_the_file_of_the_booking(house: House, address: str) -> None:
    booked = house.book("2026-11-26 10:00", contact=THU)
    response, text = await get(f"{address}/calendar/booking/{calendar.token_of(SECRET, booked.id)}.ics")
    assert response.status == 200 and response.content_type == "text/calendar"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Cache-Control"] == "private, max-age=300"
    assert f'filename="{booked.code}.ics"' in response.headers["Content-Disposition"]
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event["UID"] == f"{booked.code}@house" and "Sample Street" in event["LOCATION"]


async def test_a_cancelled_booking_is_taken_out_of_the_calendar(house: House, address: str) -> None:
    booked = house.book("2026-11-26 15:00")
    booking.cancel(house.engine, booked.id, GUEST, NOW, 4)
    _, text = await get(f"{address}/calendar/booking/{calendar.token_of(SECRET, booked.id)}.ics")
    read = Calendar.from_ical(text)
    (event,) = read.walk("VEVENT")
    assert (read["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


@pytest.mark.parametrize("token", ["1", "1-", "1-" + "0" * 32, "x-" + "0" * 32, "-"])
async def test_an_address_that_was_not_made_here_leads_nowhere(house: House, address: str, token: str) -> None:
    house.book("2026-11-26 10:00")
    for kind in ("booking", "feed"):
        response, body = await get(f"{address}/calendar/{kind}/{token}.ics")
        assert response.status == 404 and not body


async def test_the_token_of_one_booking_opens_no_other(house: House, address: str) -> None:
    first, second = house.book("2026-11-26 10:00"), house.book("2026-11-26 13:00")
    signature = calendar.token_of(SECRET, first.id).partition("-")[2]
    response, _ = await get(f"{address}/calendar/booking/{second.id}-{signature}.ics")
    assert response.status == 404


async def test_a_therapist_reads_who_comes_and_what_to_do_and_no_number(house: House, address: str) -> None:
    booked = house.book("2026-11-26 10:00", contact=THU, wish=WITH_AN)
    house.note(booked, "rise_slowly", language="vi")
    with writing(house.engine) as connection:
        token = calendar.create(connection, "house", "house.an", NOW)
        other = calendar.create(connection, "house", "house.chi", NOW)
    _, text = await get(f"{address}/calendar/feed/{token}.ics")
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    rules = Rules.load(ROOT / "knowledge" / "screening.yml")
    assert event["SUMMARY"].startswith("Thu ·")
    assert rules.note_text("rise_slowly", "vi") in event["DESCRIPTION"] and "massage" in event["DESCRIPTION"]
    assert "905" not in text and "Nguyễn" not in text and "guest.example" not in text
    _, text = await get(f"{address}/calendar/feed/{other}.ics")
    assert Calendar.from_ical(text).walk("VEVENT") == []


async def test_each_of_two_therapists_reads_of_the_own_guest_alone(house: House, address: str) -> None:
    booked = house.book("2026-11-26 10:00", contact=THU, party=2, service="bath_and_massage")
    house.note(booked, "1: rise_slowly; 2: no_legs; no music, please")
    with writing(house.engine) as connection:
        tokens = [calendar.create(connection, "house", one, NOW) for one in booked.therapist_ids]
    rules = Rules.load(ROOT / "knowledge" / "screening.yml")
    notes = [rules.note_text(note, "vi") for note in ("rise_slowly", "no_legs")]
    for own, token in enumerate(tokens):
        _, text = await get(f"{address}/calendar/feed/{token}.ics")
        (event,) = Calendar.from_ical(text).walk("VEVENT")
        assert notes[own] in event["DESCRIPTION"] and notes[1 - own] not in event["DESCRIPTION"]
        assert "no music, please" in event["DESCRIPTION"]


async def test_the_desk_reads_whom_to_call_and_nothing_about_health(house: House, address: str) -> None:
    booked = house.book("2026-11-26 10:00", contact=THU, wish=WITH_AN)
    house.note(booked, "rise_slowly")
    with writing(house.engine) as connection:
        token = calendar.create(connection, "house", None, NOW)
    _, text = await get(f"{address}/calendar/feed/{token}.ics")
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    rules = Rules.load(ROOT / "knowledge" / "screening.yml")
    assert "+84905123456" in event["DESCRIPTION"] and "An" in event["DESCRIPTION"]
    assert rules.note_text("rise_slowly", "vi") not in event["DESCRIPTION"]


async def test_a_revoked_calendar_is_closed(house: House, address: str) -> None:
    with writing(house.engine) as connection:
        token = calendar.create(connection, "house", None, NOW)
    assert (await get(f"{address}/calendar/feed/{token}.ics"))[0].status == 200
    with writing(house.engine) as connection:
        assert calendar.revoke(connection, token, NOW)
        assert not calendar.revoke(connection, token, NOW)
        assert calendar.feeds(connection) == []
    assert (await get(f"{address}/calendar/feed/{token}.ics"))[0].status == 404
