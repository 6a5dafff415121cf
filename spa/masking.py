"""Hides card and identity numbers that customers paste, before anything is kept; phone numbers and codes stay."""

import re

import phonenumbers

DOT = "•"
_RUN = re.compile(r"(?<![\w+])\d+(?:[ .-]\d+)*(?!\w)")  # groups of digits, as a number is written
_GROUP = re.compile(r"\d+")
_CARD = range(13, 20)
_LONGEST = 19  # digits, and so groups
_CARD_BEGINS = re.compile(r"[2-6]|9704")  # of the worldwide brands, and of Viet Nam's own
_CITIZEN = re.compile(r"0\d{2}[0-3]\d{8}")  # province, sex and century, year, number
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_NAMED = re.compile(
    r"((?:passport|hộ chiếu|ho chieu|cmnd|cccd|căn cước|can cuoc|chứng minh|identity card|id card|citizen id)"
    r"[^\d\n]{0,30}?)((?<![^\W_])[A-Z]{0,2}\d(?:[ .-]?\d){5,11})(?!\w)",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """The text with a dot for each sign of such a number."""
    named = _NAMED.sub(lambda found: found[1] + _dots(found[2]), text)
    return _RUN.sub(lambda found: _masked(found[0]), named)


def mask_contacts(text: str) -> str:
    """The text as `mask` leaves it, and without telephone numbers and addresses of mail: for those who need the words
    alone."""
    masked = _MAIL.sub(lambda found: _dots(found[0]), mask(text))
    for number in phonenumbers.PhoneNumberMatcher(masked, "VN"):
        masked = masked[: number.start] + _dots(number.raw_string) + masked[number.end :]
    return masked


def _masked(run: str) -> str:
    """The run of groups with those hidden that make up such a number; the longest from the left is tried first."""
    groups = list(_GROUP.finditer(run))
    for first in range(len(groups)):
        for last in range(min(len(groups), first + _LONGEST), first, -1):
            digits = "".join(group[0] for group in groups[first:last])
            if _is_secret(digits):
                begin, end = groups[first].start(), groups[last - 1].end()
                return run[:begin] + _dots(run[begin:end]) + _masked(run[end:])
    return run


def _is_secret(digits: str) -> bool:
    return _is_card(digits) or bool(_CITIZEN.fullmatch(digits)) and not _is_phone(digits)


def _is_card(digits: str) -> bool:
    likely = len(digits) in _CARD and bool(_CARD_BEGINS.match(digits))
    return likely and _checks(digits) and not (len(digits) <= 14 and _is_phone(digits))


def _checks(digits: str) -> bool:
    """Luhn's sum, which every card number fulfils."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0


def _is_phone(digits: str) -> bool:
    """Whether these are a telephone number with the code of its country: 84905123456, 084905123456."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse("+" + digits.lstrip("0")))
    except phonenumbers.NumberParseException:
        return False


def _dots(text: str) -> str:
    return re.sub(r"\w", DOT, text)
