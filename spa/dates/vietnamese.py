"""How Vietnamese speaks of days and hours; patterns are without marks, but for the words that `prepare` keeps."""

from dataclasses import replace

from spa.dates.digits import calendar_day, clock
from spa.dates.grammar import Grammar, Rule, options
from spa.dates.said import Said
from spa.dates.vietnamese_words import (
    HOURS,
    LENGTHS,
    MINUTES,
    MONTHS,
    NUMBERS,
    PARTS,
    STRETCHES,
    WEEKDAYS,
    WEEKS,
    WHICH,
)

# "toi" before one of these is "tôi" (I), and no evening.
_I = r"(?! ?\d{1,2} ?(?:[hg:]|gio))(?! (?:muon|se|can|dat|la|dang|bi|hoi|thi|xin|cung|khong|ko|chi|di|dau|book|moi))"
_NOT_LINK = r"(?<!\d )(?<!\d[hg] )(?<!gio )(?<!ruoi )"  # "2h toi 4h" is from two to four
_ALONE = r"(?= ?(?:$|[^\w\s]|luc|vao|tam|tầm|khoang|\d))"
_BEFORE_DAY = (
    r"(?= (?:mai|mốt|hom|thu ?[2-7]|thu (?:hai|ba|tu|nam|sau|bay|bảy)|t[2-7]|chu nhat|cn|ngay|mung|mong|cuoi tuan"
    r"|\d{1,2} ?[:hg/]))"
)

_WORDS = {
    "number": rf"\d{{1,2}}|{options(NUMBERS)}",
    "amount": rf"\d{{1,2}}(?:[.,]5)?|{options(NUMBERS)}|nua|vai|may",
    "length": options(LENGTHS),
    "digits": r"2[0-4]|1\d|0?\d",
    "hour": rf"2[0-4]|1\d|0?\d|{options(HOURS)}",
    "minute": rf"[0-5]\d|{options(MINUTES)}",
    "lack": rf"[0-5]?\d|{options(MINUTES)}",
    "part": rf"sáng|sang|trua|chieu|tối|toi{_I}|dem|khuya",
    "weekday": options(WEEKDAYS),
    "which": options(WHICH),
    "week": options(WEEKS),
    "stretch": options(STRETCHES),
    "day": rf"3[01]|[12]\d|0?[1-9]|{options(NUMBERS)}",
    "month": rf"1[0-2]|0?[1-9]|{options(MONTHS)}",
    "year": r"20\d\d",
    "unit": "nguoi|khach|ban|suat|nu|nam|ve|phong|k|tr|em|be",
    "at": "luc|vao luc|vao|tam|tầm|khoang|chung|quang|hoi",
}


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _minute(word: str) -> int:
    return int(word) if word.isdigit() else MINUTES[word]


def _hour(found: dict[str, str]) -> Said | None:
    """Return the hour with what stands around it; 2 giờ alone may be how long a massage lasts."""
    total = 60 * _number(found["hour"]) + _minute(found.get("minute", "0")) + (30 if "more" in found else 0)
    total -= _minute(found.get("lack", "0"))
    said = clock(total // 60, total % 60, daily=True)
    if said is None:
        return None
    alone = not found.keys() & {"part", "at", "minute", "more", "lack"} and total <= 180
    today = 0 if "today" in found else None
    return replace(said, part=PARTS.get(found.get("part", "")), ahead=today, vague=alone or None)


def _date(found: dict[str, str]) -> Said | None:
    day = _number(found["day"])
    if "month" not in found:
        return Said(day=day, months=WEEKS[found["week"]] if "week" in found else None) if day <= 31 else None
    month = int(found["month"]) if found["month"].isdigit() else MONTHS[found["month"]]
    return calendar_day(day, month, int(found["year"]) if "year" in found else None)


def _weekday(found: dict[str, str]) -> Said:
    return Said(
        weekday=WEEKDAYS[found["weekday"]] if "weekday" in found else 6, which=WHICH.get(found.get("which", ""))
    )


def _weekday_of_month(found: dict[str, str]) -> Said:
    month = MONTHS.get(found["month"]) or int(found["month"])
    return replace(_weekday(found), nth=-1 if "last" in found else 1, month=month)


def _offset(found: dict[str, str]) -> Said:
    """Return how far from now; days and weeks count in whole days."""
    word = found["amount"].replace(",", ".")
    amount = {"nua": 0.5, "vai": 3, "may": 3}.get(word) or float(NUMBERS.get(word) or word)
    amount = (amount + (0.5 if "more" in found else 0)) * (-1 if "ago" in found else 1)
    scale = LENGTHS[found["length"]]
    return Said(minutes=round(amount * scale)) if scale < 1440 else Said(ahead=round(amount * scale / 1440))


def _window(found: dict[str, str]) -> Said:
    offset = _offset(found)
    return Said(window=offset.minutes) if offset.minutes else Said(span="days", count=offset.ahead)


def _weekend(found: dict[str, str]) -> Said:
    week = found.get("week", "")
    return Said(span="weekend", which={"nay": "this", "này": "this"}.get(week), week=1 if week == "sau" else None)


def _stretch(found: dict[str, str]) -> Said:
    stretch = STRETCHES[found["stretch"]]
    if found["span"] == "tuan":
        return Said(span="week", stretch=stretch, week=WEEKS[found.get("week", "nay")])
    if "month" in found:
        return Said(span="month", stretch=stretch, month=MONTHS.get(found["month"]) or int(found["month"]))
    return Said(span="month", stretch=stretch, months=WEEKS[found.get("week", "nay")])


def _nothing(_: dict[str, str]) -> Said:
    return Said()


def _now(_: dict[str, str]) -> Said:
    return Said(minutes=0)


def _part(found: dict[str, str]) -> Said:
    return Said(part=PARTS[found["part"]])


_AT = r"(?:<at> )?"
_UNIT = r"(?:(?<=\d) ?| )(?:gio|h|g)"  # "7h" but "bốn giờ": "bong" is no hour
_PART = r"(?: (?:buoi |ban )?<part>(?: (?P<today>nay|này))?)?"

# In order of precedence: the first that fits at a place is taken.
_RULES: list[Rule] = [
    (r"chao buoi (?:sáng|sang|trua|chieu|tối|toi)", _nothing),
    (r"(?:may|nhieu|\d{1,2}|lau|xua|dao|den|hien|nam) (?:(?:hom|ngay|bua|tuan|thang|nam) )?nay", _nothing),
    (r"(?:moi|hang) (?:buoi )?(?:sáng|sang|trua|chieu|tối|toi|dem|ngay|tuan|thang)(?! (?:nay|mai))", _nothing),
    (r"(?:may|nhieu) (?:hom|ngay|bua|tuan) (?:qua|truoc|roi)", _nothing),
    (r"(?:lan|nguoi|buoc|tang|dot|con|cai|tuan|thang|khach|be|cau) thu (?:\d{1,2}|<number>)", _nothing),
    (r"(?:chi|ten|ktv|name|is|named|with|miss|ms|mrs) mai|mai (?:mốt|mot|sau)", _nothing),
    (
        r"(?:cach day |truoc day )?<number> (?:nam|thang) truoc|nam (?:ngoai|sau|toi|truoc)|thang (?:truoc|roi)",
        _nothing,
    ),
    (r"(?:(?:mung|mong|ngay|hom) )?(?:\d{1,2}|<number>) (?:tet|am)", _nothing),  # days of the moon
    (r"(?:ngay )?<day> tay", _date),
    (r"(?:\d{1,3}|<number>) (?:nam|thang|tuan|ngay|tieng|trieu) ruoi(?! nua)", _nothing),
    (r"<day>[/-]<month>(?:[/-]<year>)? vua (?:qua|roi)|khuyen mai|mai mai", _nothing),
    (r"hom kia|bua kia", lambda _: Said(ahead=-2)),
    (r"(?:tối|toi|dem) qua", lambda _: Said(ahead=-1, part="evening")),
    (r"hom qua|bua qua|ngay hom qua", lambda _: Said(ahead=-1)),
    (r"(?:ngay |bua |hom )mốt|mốt|(?:ngay|bua) (?:mot|kia)(?! thang)", lambda _: Said(ahead=2)),
    (r"(?:ngay |hom |bua )?mai", lambda _: Said(ahead=1)),
    (r"(?:trong )?(?:ngay )?(?:hom|bua) nay|hnay|^nay|nay(?= (?:luc|tam|tầm|khoang|con|\d))", lambda _: Said(ahead=0)),
    (r"(?:lat|chut|ti|xiu) nua|(?:mot|một) (?:lat|chut|ti) nua", lambda _: Said(ahead=0, bound="later")),
    (r"cang som cang tot|(?:som|nhanh) nhat(?: co the)?|(?:luc|khi|gio) nao cung duoc", lambda _: Said(soonest=True)),
    (r"bat (?:ky|ki|cu) (?:luc|khi|gio) nao", lambda _: Said(soonest=True)),
    (r"(?:den|qua|ghe|dat|lam|cho|slot)(?: [a-z]{1,7}){0,2} (?:bây|bay) gio", _now),
    (r"(?:bây|bay) gio(?= (?:[a-z]{1,5} ){0,2}(?:con|den|qua|ghe|dat|co (?:cho|slot|trong|phong|nguoi|lich)))", _now),
    (rf"{_AT}(?P<hour>bay) gio(?: <minute>)?(?P<more> ruoi)?(?: (?:buoi )?<part>(?: (?P<today>nay|này))?)", _hour),
    (rf"{_AT}(?P<hour>bay)(?: gio)?(?: kem <lack>|(?P<more> ruoi)){_PART}", _hour),
    (
        r"ngay (?:bây|bay) gio|(?:bây|bay) gio|bgio|ngay luc nay|ngay lap tuc|gio luon",
        lambda _: Said(minutes=0, vague=True),
    ),
    (r"(?:sáng|sang) som", lambda _: Said(part="early morning")),
    (r"(?:gan trua|cuoi (?:buoi )?(?:sáng|sang)|trua muon)", lambda _: Said(part="late morning")),
    (
        r"dau (?:gio )?chieu|chieu som|(?:sau|an) (?:bua |an |khi an )?trua(?: xong)?",
        lambda _: Said(part="after lunch"),
    ),
    (r"cuoi (?:gio |buoi )?chieu|chieu muon|xe chieu", lambda _: Said(part="late afternoon")),
    (r"chieu (?:toi|tối)(?! ?\d)", lambda _: Said(part="early evening")),
    (r"sau gio (?:lam|hanh chinh)|tan (?:lam|so|ca)|het gio lam|di lam ve", lambda _: Said(part="after work")),
    (r"tối muon|tối khuya", lambda _: Said(part="late evening")),
    (r"(?:ngay |ke )?(?:buoi )?<part>(?: hom)? (?:nay|này)", lambda f: Said(ahead=0, part=PARTS[f["part"]])),
    (r"(?:buoi|ban) <part>", _part),
    (r"(?P<part>sáng|trua|chieu|tối)", _part),
    (rf"{_NOT_LINK}(?P<part>sang|toi|dem|khuya){_BEFORE_DAY}", _part),
    (rf"{_NOT_LINK}(?P<part>sang|toi|dem|khuya){_ALONE}", lambda f: Said(part=PARTS[f["part"]], vague=True)),
    (r"cuoi tuan(?: <week>)?", _weekend),
    (r"<stretch> (?P<span>tuan|thang)(?: (?:<week>|<month>))?", _stretch),
    (r"(?:trong )?tuan <week>", lambda f: Said(span="week", week=WEEKS[f["week"]])),
    (r"ngay dau(?: tien)? (?:cua )?thang <month>", lambda f: _date({"day": "1", **f})),
    (r"ngay dau(?: tien)? (?:cua )?thang <week>", lambda f: Said(day=1, months=WEEKS[f["week"]])),
    (
        r"(?:(?:ngay|hom) )?(?:mung |mong )?<day>(?: thang |/)<month>(?! ?(?:tuan|ngay|tuoi))(?:(?: nam |[/-])<year>)?",
        _date,
    ),
    (r"(?:(?:ngay|hom) )?(?:mung |mong )?<day> thang <week>", _date),
    (r"(?:ngay|hom) <day>[.-]<month>(?:[.-]<year>)?", _date),
    (r"(?:trong )?thang <week>", lambda f: Said(span="month", months=WEEKS[f["week"]])),
    (
        r"(?:(?:(?:ngay|hom) )?(?:mung|mong) <day>|(?:ngay|hom) (?P<day__n>3[01]|[12]\d|0?[1-9]))"
        r"(?! ?(?:[:./]|[hg](?![a-z])|gio|<unit>|lan|tieng|ngay|buoi))",
        _date,
    ),
    (
        r"(?:thu ?<weekday>|chu nhat) (?:dau(?: tien)?|(?P<last>cuoi(?: cung)?)) (?:cua )?thang <month>",
        _weekday_of_month,
    ),
    (r"(?:thu ?<weekday>|t(?P<weekday__t>[2-7]))(?! ?(?::|h\b|h\d|[ap]\.? ?m\b))(?: (?:<which>(?! nua)))?", _weekday),
    (r"(?:chu nhat|chua nhat|cn)(?: <which>)?", _weekday),
    (r"(?:trong )?<amount> (?P<length__l>tieng|phut|ngay|tuan) (?:tới|toi)(?! (?:muon|se))", _window),
    (r"(?:sau |trong |khoang |tam |tầm )*<amount> ?<length>(?P<more> ruoi)? (?:dong ho )?(?:nua|sau|toi nua)", _offset),
    (r"(?:sau|trong)(?: vong)?(?: khoang)? <amount> <length>(?P<more> ruoi)?(?! (?:massage|lam|tap))", _offset),
    (r"(?:cach day )?<amount> <length> truoc(?P<ago>)", _offset),
    (r"(?:dem )?(?:giang sinh|noel)", lambda _: Said(day=25, month=12)),
    (r"(?:tet|nam moi) (?:duong lich|tay|duong)", lambda _: Said(day=1, month=1)),
    (r"thang <month>", lambda f: Said(span="month", month=MONTHS.get(f["month"]) or int(f["month"]), vague=True)),
    (rf"{_AT}<hour>{_UNIT}(?: kem <lack>)(?: phut)?{_PART}", _hour),
    (rf"{_AT}<hour>{_UNIT}(?P<more> ruoi){_PART}", _hour),
    (rf"{_AT}<hour>{_UNIT} ?<minute>(?: ?(?:phut|p))?(?! ?(?:<unit>)(?!\w)){_PART}", _hour),
    (rf"{_AT}<hour>{_UNIT}(?: dung)?{_PART}", _hour),
    (rf"{_AT}<hour>(?P<more> ruoi){_PART}", _hour),
    (rf"{_AT}<hour> kem <lack>(?: phut)?{_PART}", _hour),
    (rf"{_AT}(?P<hour>2[0-4]|1\d|0?\d):<minute>{_PART}", _hour),
    (r"(?<![/.:-])(?P<hour>2[0-4]|1\d|0?\d) (?:buoi |ban )?<part>(?: (?P<today>nay|này))?", _hour),
]

VIETNAMESE = Grammar(_WORDS, _RULES)
