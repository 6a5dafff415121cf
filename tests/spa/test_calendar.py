"""Calendar entries read back: the right hour whatever the machine's zone, one identity for every change."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar

from spa import booking, calendar
from spa.errors import NotFound
from spa.store.database import writing
from tests.spa.house import GUEST, NOW, House, at, venue

ROOT = Path(__file__).parents[2]
ZONES = ("UTC", "America/New_York", "Asia/Ho_Chi_Minh")
# What a calendar program in another part of the world makes of the file.
READ = """
import sys, time
from datetime import timezone
from icalendar import Calendar
read = Calendar.from_ical(sys.stdin.buffer.read())
(event,) = read.walk("VEVENT")
start = event["DTSTART"].dt
print(time.tzname[0], start.isoformat(), start.astimezone(timezone.utc).isoformat(), event["DTSTART"].params["TZID"])
"""


@pytest.mark.parametrize("zone", ZONES)
def test_the_hour_is_the_venues_wherever_it_is_written_and_read(house: House, zone: str) -> None:
    written = """
import sys
from tests.spa.house import House, venue, at, NOW
from spa.store.database import connect
from spa import calendar
booked = House(connect(sys.argv[1])).book("2026-11-26 15:00")
sys.stdout.buffer.write(calendar.customer_file(booked, venue(), "text", NOW))
"""
    environ = {**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}
    url = str(house.engine.url)
    file = subprocess.run([sys.executable, "-c", written, url], env=environ, capture_output=True, check=True).stdout
    assert b"BEGIN:VTIMEZONE" in file
    for reader in ZONES:
        shown = subprocess.run(
            [sys.executable, "-c", READ], input=file, env={**environ, "TZ": reader}, capture_output=True, check=True
        )
        _, local, utc, name = shown.stdout.decode().split()
        assert (local, utc) == ("2026-11-26T15:00:00+07:00", "2026-11-26T08:00:00+00:00")
        assert name == "Asia/Ho_Chi_Minh"


def test_a_move_keeps_the_identity_and_a_higher_number(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    moved = booking.move(house.engine, booked.id, GUEST, at("2026-11-26 15:00"), NOW)
    before, after = (event(one) for one in (booked, moved))
    assert before["UID"] == after["UID"] == f"{booked.code}@house"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == at("2026-11-26 15:00") and after["STATUS"] == "CONFIRMED"


def test_a_booking_that_awaits_a_decision_is_tentative(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    assert event(booking.withdraw_booking_for_health(house.engine, booked.id, NOW))["STATUS"] == "TENTATIVE"


def test_words_with_commas_and_line_breaks_come_back_as_they_were(house: House) -> None:
    text = "Steps: bath, massage; quiet room\\nTo do: \\ light pressure"
    assert event(house.book("2026-11-26 10:00"), text)["DESCRIPTION"] == text


def test_a_calendar_of_nobody_is_refused(house: House) -> None:
    for venue_id, therapist_id in (("house", "house.nobody"), ("nowhere", None)):
        with writing(house.engine) as connection, pytest.raises(NotFound):
            calendar.create(connection, venue_id, therapist_id, NOW)


def event(booked: booking.Booking, text: str = "text") -> Calendar:
    (found,) = Calendar.from_ical(calendar.customer_file(booked, venue(), text, NOW)).walk("VEVENT")
    return found
