"""Saying times, and reading them from any text: never an error, at most two readings, always in order."""

from datetime import datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spa.dates import say, say_day, say_hour, times

NOW = datetime(2026, 11, 25, 9, 0)
WORDS = (
    "tomorrow mai thứ 7 t7 chủ nhật saturday next tuần sau at 3 15:30 7h30 giờ rưỡi kém sáng chiều toi sang half past"
    " to - from until before after từ đến or hoặc not no move 28/11 31/2 29/2 99/99 2099 week weekend"
    " cuối in hours tiếng nữa"
)
MESSAGES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=12).map(" ".join)


def test_times_are_said_with_weekday_and_day_before_month() -> None:
    moment = datetime(2026, 11, 28, 15, 0)
    assert say(moment, "en") == "Saturday 28 November, 15:00"
    assert say(moment, "vi") == "thứ Bảy 28/11, 15:00"
    assert say_day(moment.date(), "vi") == "thứ Bảy 28/11"
    assert say_hour(datetime(2026, 11, 28, 9, 5)) == "09:05"


@pytest.mark.parametrize("language", ["en", "vi"])
@given(moment=st.datetimes(min_value=datetime(2026, 11, 26), max_value=datetime(2027, 9, 1)))
@settings(max_examples=60, deadline=None)
def test_what_is_said_is_read_back_as_the_same_time(language: str, moment: datetime) -> None:
    told = moment.replace(second=0, microsecond=0)
    always = {told.date(): [(time(0), time(0))]}
    assert told in [reading.start for reading in times(say(told, language), NOW, always)]


@given(text=st.one_of(st.text(max_size=200), MESSAGES), expected=st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_gives_at_most_two_readings_in_order(text: str, expected: bool) -> None:
    readings = times(text, NOW, expected=expected)
    assert len(readings) <= 2
    assert readings == sorted(readings, key=lambda reading: reading.start)
    assert all(reading.end is None or reading.start < reading.end for reading in readings)


@given(now=st.sampled_from([datetime.min, datetime(2024, 2, 29, 23, 59), datetime.max]), text=MESSAGES)
@settings(max_examples=100, deadline=None)
def test_the_ends_of_the_calendar_are_no_trouble(now: datetime, text: str) -> None:
    assert len(times(text, now)) <= 2


@pytest.mark.parametrize("word", ["1 ", "3 or ", "at ", "tomorrow ", "0 9", "a@", "1.1.", "thu ", "pain a "])
@pytest.mark.timeout(5)
def test_a_very_long_message_does_not_hold_up_the_others(word: str) -> None:
    assert len(times(word * 2000, NOW, expected=True)) <= 2
