"""How it goes: what the owner reads of a range of days, without a name and without health."""

import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from desk import numbers
from gateway.messages import Answer, Reply, Said
from gateway.tally import Counted
from tests.desk.parts import Office, lively
from tests.spa.house import LAN, House

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def tiles(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)", page)
    return {name: number.strip() for name, number in found}


def rows(page: str) -> dict[str, str]:
    return dict(re.findall(r'<th scope="row">([^<]+)</th>\s*<td class="number">(\d+)</td>', page))


async def test_the_owner_reads_how_it_goes(office: Office, sqlite_house: House) -> None:
    await lively(office, sqlite_house)
    page = office.signed_in("owner").get("/desk/numbers").text
    read = tiles(page)
    assert (read["Conversations"], read["Without a person"], read["Handed over"]) == ("2", "1", "1")
    assert (read["Booked"], read["No-show"], read["Until a person came (median)"]) == ("1", "0", "3 min")
    assert rows(page)["Prices"] == "2" and rows(page)["Complaint"] == "1" and rows(page)["Nothing reported"] == "1"
    assert rows(page)["09–10"] == "2" and rows(page)["Wednesday"] == "2" and rows(page)["Zalo"] == "1"
    assert LAN.name not in page and LAN.phone not in page and "how much?" not in page


async def test_taught_answers_count_as_answers(office: Office) -> None:
    talk = office.desk.inside.conversations
    office.stub.script = lambda _: Answer([Reply("At the back", "utter_taught")])
    talk.open("web:lan", "house", "en", greet=False)
    talk.receive("web:lan", Said("1", "text", "where may I smoke?"))
    await talk.drain("web:lan")
    assert rows(office.signed_in("owner").get("/desk/numbers").text)["Answers written at the desk"] == "1"


async def test_other_days_are_other_numbers(office: Office, sqlite_house: House) -> None:
    await lively(office, sqlite_house)
    browser = office.signed_in("owner")
    assert tiles(browser.get("/desk/numbers?first=2026-11-01&last=2026-11-24").text)["Conversations"] == "0"
    assert tiles(browser.get("/desk/numbers?first=2026-11-25&last=2026-11-25").text)["Conversations"] == "2"


@pytest.mark.parametrize("query", ["first=x&last=y", "first=2026-11-25&last=2025-01-01", "first=1900-01-01", "venue=z"])
def test_an_odd_range_is_still_a_page(office: Office, query: str) -> None:
    assert office.signed_in("owner").get(f"/desk/numbers?{query}").status_code == 200


async def test_another_venues_numbers_are_not_shown(office: Office, sqlite_house: House) -> None:
    await lively(office, sqlite_house)
    page = office.signed_in("owner", venues=("elsewhere",)).get("/desk/numbers").text
    assert tiles(page)["Conversations"] == "0" and tiles(page)["Booked"] == "0"


def test_hours_and_days_are_those_of_the_venue() -> None:
    late = datetime(2026, 11, 25, 18, tzinfo=timezone.utc)  # 1:00 on Thursday there
    counted = [(late, 4), (late + timedelta(hours=2), 1)]
    assert numbers.by_hour(counted, ZONE) == [("01–02", 4), ("02–03", 0), ("03–04", 1)]
    assert numbers.by_weekday(counted, ZONE) == [0, 0, 0, 5, 0, 0, 0]
    assert numbers.by_day(counted, ZONE, date(2026, 11, 25), date(2026, 11, 27)) == [
        ("25/11", 0),
        ("26/11", 5),
        ("27/11", 0),
    ]


def test_a_long_time_is_shown_by_month() -> None:
    first = date(2026, 1, 1)
    assert [name for name, _ in numbers.by_day([], ZONE, first, first + timedelta(89))] == [
        "01/2026",
        "02/2026",
        "03/2026",
    ]


def test_answer_times_stand_in_their_order() -> None:
    counted = [Counted(f"seconds/{step}", "house", "web", "en", 1) for step in ("more", "2", "2")]
    read = dict(numbers.speeds(counted))
    assert list(read) == ["1", "2", "5", "10", "30", "60", "more"]
    assert (read["2"], read["more"], read["1"]) == (2, 1, 0)
