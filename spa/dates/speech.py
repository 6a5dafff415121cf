"""Says a time as the venue says it: weekday, day before month, hour."""

from datetime import date, datetime

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
}
_SPRING = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_SPRING, "July", "August", "September", "October", "November", "December")


def say(moment: datetime, language: str) -> str:
    """Saturday 28 November, 15:00; thứ Bảy 28/11, 15:00."""
    return f"{say_day(moment, language)}, {say_hour(moment)}"


def say_day(day: date, language: str) -> str:
    weekday = _WEEKDAYS[language][day.weekday()]
    return f"{weekday} {day.day}/{day.month}" if language == "vi" else f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def say_hour(moment: datetime) -> str:
    return f"{moment:%H:%M}"
