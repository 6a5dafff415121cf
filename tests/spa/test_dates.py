"""Reading times: what customers write about when they want to come, and what only looks like it."""

from datetime import date, datetime, time, timedelta

import pytest

from spa.dates import Time, times

NOW = datetime(2026, 11, 25, 9, 0)  # a Wednesday


def hours(day: date) -> list[tuple[time, time]]:
    return [(time(9), time(23))] if day.weekday() >= 4 else [(time(10), time(22))]


def read(text: str, expected: bool = False, now: datetime = NOW, day: date | None = None) -> list[Time]:
    return times(text, now, hours, expected, day=day)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute)


def starts(text: str, expected: bool = False) -> list[datetime]:
    return [reading.start for reading in read(text, expected)]


def window(text: str) -> tuple[datetime, datetime | None, str]:
    (reading,) = read(text)
    return reading.start, reading.end, reading.grain


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Could you squeeze us in tomorrow at 3?", at(26, 15)),
        ("we'd come by half past seven tonight if that is okay", at(25, 19, 30)),
        ("friday, quarter to eleven in the morning", at(27, 10, 45)),
        ("let us say 4 in the evening on sunday", at(29, 16)),
        ("the 5th at twenty past two please", at(5, 14, 20, month=12)),
        ("Monday the 30th, five o'clock", at(30, 17)),
        ("5 December at 2", at(5, 14, month=12)),
        ("December 5th, 14:15", at(5, 14, 15, month=12)),
        ("satuday 2pm for the two of us", at(28, 14)),
        ("tmrw 1130 would suit me", at(26, 11, 30)),
        ("around 5ish tomorrow", at(26, 17)),
        ("em muốn đặt 3h chiều mai", at(26, 15)),
        ("em muon dat 3h chieu mai", at(26, 15)),
        ("tomorrow 3h chieu nha em", at(26, 15)),
        ("cho chị 10h30 sáng thứ ba tuần sau", at(1, 10, 30, month=12)),
        ("cho chi 10h30 sang thu ba tuan sau", at(1, 10, 30, month=12)),
        ("tối mai khoảng 7h nhé em", at(26, 19)),
        ("toi mai khoang 7h nhe em", at(26, 19)),
        ("tôi muốn đặt 7h tối thứ 7", at(28, 19)),
        ("toi muon dat 7h toi thu 7", at(28, 19)),
        ("chiều nay tầm 4h còn chỗ không", at(25, 16)),
        ("8 giờ kém mười lăm tối thứ sáu", at(27, 19, 45)),
        ("hai rưỡi chiều ngày kia", at(27, 14, 30)),
        ("cn này 3g rưỡi chiều", at(29, 15, 30)),
        ("mùng 5 lúc 15 giờ", at(5, 15, month=12)),
        ("28/11 luc 4h chieu duoc khong", at(28, 16)),
        ("trưa mai 12h", at(26, 12)),
        ("t7 7h tối", at(28, 19)),
        ("massage 2h ngày mai lúc 5h", at(26, 17)),
        ("we're 2, tomorrow at 5", at(26, 17)),
    ],
)
def test_a_day_and_an_hour_are_one_moment(text: str, moment: datetime) -> None:
    assert read(text) == [Time(moment, None, "minute")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("is the day after tomorrow free?", at(27)),
        ("what about this sunday", at(29)),
        ("on the 3rd, if you have room", at(3, month=12)),
        ("Friday of next week would be lovely", at(4, month=12)),
        ("can I come in 3 days", at(28)),
        ("a week from saturday", at(5, month=12)),
        ("monday in two weeks, please", at(7, month=12)),
        ("the first monday of december", at(7, month=12)),
        ("what about christmas eve", at(24, month=12)),
        ("hẹn em thứ 7 tuần sau nhé", at(5, month=12)),
        ("hen em thu 7 tuan sau nhe", at(5, month=12)),
        ("thứ sáu này còn trống không", at(27)),
        ("ngày mốt chị ghé", at(27)),
        ("3 hôm nữa", at(28)),
        ("ngày 10 tháng sau", at(10, month=12)),
        ("mồng ba tháng mười hai", at(3, month=12)),
    ],
)
def test_a_day_alone_is_the_whole_day(text: str, day: datetime) -> None:
    assert window(text) == (day, day + timedelta(days=1), "day")


@pytest.mark.parametrize(
    ("text", "start", "end", "grain"),
    [
        ("this Saturday morning works for us", at(28, 6), at(28, 12), "part"),
        ("the 5th after lunch", at(5, 13, month=12), at(5, 17, month=12), "part"),
        ("sáng thứ bảy này nhé", at(28, 6), at(28, 12), "part"),
        ("sang thu bay nay nhe", at(28, 6), at(28, 12), "part"),
        ("tối chủ nhật", at(29, 18), at(30), "part"),
        ("sau giờ làm ngày mai", at(26, 17), at(26, 22), "part"),
        ("we are free at the weekend", at(28), at(30), "weekend"),
        ("cuối tuần sau", at(5, month=12), at(7, month=12), "weekend"),
        ("đầu tuần sau", at(30), at(3, month=12), "days"),
        ("some evening next week", at(30), at(7, month=12), "week"),
        ("từ 5-7/12 chị ở Đà Nẵng", at(5, month=12), at(8, month=12), "days"),
        ("from Monday to Wednesday", at(30), at(3, month=12), "days"),
        ("tomorrow from 2 to 4", at(26, 14), at(26, 16), "hour"),
        ("Friday, after 4 but before 7", at(27, 16), at(27, 19), "hour"),
        ("từ 2h đến 4h chiều mai", at(26, 14), at(26, 16), "hour"),
        ("tu 2h toi 4h chieu mai", at(26, 14), at(26, 16), "hour"),
        ("any time after 5 tomorrow", at(26, 17), at(27), "hour"),
        ("sau 17h thứ sáu", at(27, 17), at(28), "hour"),
        ("before noon on Sunday", at(29), at(29, 12), "hour"),
        ("thứ 6 từ 5h chiều trở đi", at(27, 17), at(28), "hour"),
    ],
)
def test_a_window_has_an_end(text: str, start: datetime, end: datetime, grain: str) -> None:
    assert window(text) == (start, end, grain)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("can we come in two hours", at(25, 11)),
        ("we could be there in an hour and a half", at(25, 10, 30)),
        ("nửa tiếng nữa em qua", at(25, 9, 30)),
        ("khoang 2 tieng nua chi toi", at(25, 11)),
    ],
)
def test_a_time_from_now(text: str, moment: datetime) -> None:
    assert starts(text) == [moment]


@pytest.mark.parametrize(
    "text", ["as soon as possible, my back is stiff", "càng sớm càng tốt em nhé", "som nhat co the"]
)
def test_as_soon_as_possible_has_its_own_grain(text: str) -> None:
    assert read(text) == [Time(NOW, None, "soonest")]


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("could we come next Saturday?", [at(28), at(5, month=12)]),
        ("3 or 4pm on sunday", [at(29, 15), at(29, 16)]),
        ("thứ 7 hoặc chủ nhật", [at(28), at(29)]),
        ("9h sáng hoặc 3h chiều mai", [at(26, 9), at(26, 15)]),
        ("saturday the 29th", [at(28), at(29)]),
        ("would sat or sun be possible", [at(28), at(29)]),
        ("ngày 5 hoặc 6", [at(5, month=12), at(6, month=12)]),
        ("on wednesday", [at(25), at(2, month=12)]),
        ("9 on thursday", [at(26, 9), at(26, 21)]),
    ],
)
def test_what_can_be_understood_in_two_ways_is_asked_back(text: str, moments: list[datetime]) -> None:
    assert starts(text) == moments


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("tomorrow at 3, no sorry, 4", [at(26, 16)]),
        ("not tomorrow, friday please", [at(27)]),
        ("mai chị không đi được, thứ 6 nhé", [at(27)]),
        ("please move it from Friday 3pm to Saturday 5pm", [at(28, 17)]),
        ("dời lịch từ thứ sáu sang chủ nhật giúp chị", [at(29)]),
        ("doi lich sang thu 7", [at(28)]),
        ("I had surgery 2 weeks ago, is friday fine?", [at(27)]),
        ("I fell yesterday, is friday possible?", [at(27)]),
    ],
)
def test_a_change_of_mind_leaves_the_new_time(text: str, moments: list[datetime]) -> None:
    assert starts(text) == moments


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3", at(25, 15)),
        ("7h", at(25, 19)),
        ("seven please", at(25, 19)),
        ("10 rưỡi", at(25, 10, 30)),
        ("17.30", at(25, 17, 30)),
    ],
)
def test_a_bare_hour_counts_where_a_time_was_asked_for(text: str, moment: datetime) -> None:
    assert starts(text, expected=True) == [moment]


@pytest.mark.parametrize(
    "text",
    [
        "for two people", "a 60 min back massage", "0905123456", "my number is 0905 123 456", "+61 412 345 678",
        "I am 35", "3 people", "2 triệu", "500.000đ", "5 months pregnant", "em bầu 5 tháng 2 tuần",
        "mang thai tháng thứ 5", "2 years ago I had surgery", "blood pressure 140/90", "huyết áp 14/9",
        "my pain is 8/10", "are you open 24/7?", "massage 1h bao nhiêu tiền", "đau lưng 3 ngày nay",
        "lần thứ 2 em đến", "may I ask something", "I sat all day", "chị Mai có làm không", "tôi bị đau lưng",
        "toi bi dau lung", "good morning", "chào buổi sáng", "room 5", "bước 3", "the first time", "my 3rd visit",
        "stage 3 cancer", "thư giãn", "có khuyến mãi không", "em bị bong gân", "thử 2 lần", "thu gian mot chut",
        "write to anna.3@example.org", "mùng 2 tết", "back pain since Monday", "",
    ],
)  # fmt: skip
def test_numbers_and_words_that_are_no_times(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["I am 35", "2 people", "0905123456", "60 phút", "2 triệu", "31/2", "25"])
def test_some_numbers_are_no_time_even_where_one_was_asked_for(text: str) -> None:
    assert read(text, expected=True) == []


def test_the_past_stays_the_past() -> None:
    afternoon = datetime(2026, 11, 26, 15, 0)
    assert read("today at 11am", now=afternoon) == [Time(at(26, 11), None, "minute")]
    assert starts("hôm qua") == [at(24)]
    assert starts("20/11") == [at(20)]


def test_an_hour_alone_is_the_next_such_hour() -> None:
    assert read("11am", now=datetime(2026, 11, 25, 15, 0)) == [Time(at(26, 11), None, "minute", dated=False)]


def test_an_hour_alone_belongs_to_the_day_agreed_before() -> None:
    assert read("11am", day=date(2026, 11, 28)) == [Time(at(28, 11), None, "minute", dated=False)]
    assert read("friday 11am", day=date(2026, 11, 28)) == [Time(at(27, 11), None, "minute")]


def test_a_month_that_passed_long_ago_is_next_year() -> None:
    assert starts("5/1") == [datetime(2027, 1, 5)]


def test_day_comes_before_month_unless_only_the_other_order_is_a_date() -> None:
    assert starts("3/12") == [at(3, month=12)]
    assert starts("12/31") == [at(31, month=12)]


def test_opening_hours_decide_the_half_of_the_day() -> None:
    early = {date(2026, 11, 26): [(time(6), time(12))]}
    assert [t.start for t in times("tomorrow at 7", NOW, early)] == [at(26, 7)]
    assert starts("tomorrow at 7") == [at(26, 19)]
