"""How Vietnamese speaks of days and hours; patterns are without marks, but for the words that `prepare` keeps."""

from dataclasses import replace

from spa.dates.digits import calendar_day, clock
from spa.dates.grammar import Grammar, Rule, options
from spa.dates.said import Said

_DIGITS = {"mot": 1, "một": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "bảy": 7, "tam": 8, "chin": 9}
_NUMBERS = _DIGITS | {"muoi": 10, "muoi mot": 11, "muoi một": 11, "muoi hai": 12}
_HOURS = {word: number for word, number in _NUMBERS.items() if word not in ("tu", "bay")}
_MONTHS = {word: number for word, number in _NUMBERS.items() if word != "sau"} | {"gieng": 1, "chap": 12}
_MINUTES = {"nam": 5, "muoi": 10, "muoi lam": 15, "hai muoi": 20, "hai lam": 25, "hai muoi lam": 25, "ba muoi": 30}
_MINUTES |= {"bon muoi": 40, "bon lam": 45, "bon muoi lam": 45, "nam muoi": 50}
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5, "bảy": 5}
_PARTS = {"sáng": "morning", "sang": "morning", "trua": "noon", "chieu": "afternoon", "tối": "evening", "toi": "evening"}
_PARTS |= {"dem": "night", "khuya": "night"}
_NEXT = "sau|toi|tới|ke tiep|ke|sap toi|sap tới|tiep theo"
_WEEKS = {"nay": 0, "này": 0, "truoc": -1, "roi": -1, "vua roi": -1, "sau nua": 2} | dict.fromkeys(_NEXT.split("|"), 1)
_WHICH = {"nay": "this", "này": "this", "sau": "next", "ke": "next", "truoc": "last", "vua roi": "last", "roi": "last"}
_WHICH |= dict.fromkeys(["toi", "tới", "sap toi", "sap tới", "ke tiep", "tiep theo"], "coming")
_STRETCHES = {"dau": "start", "giua": "middle", "cuoi": "end"}
_LENGTHS = {"phut": 1, "p": 1, "tieng": 60, "gio": 60, "h": 60, "ngay": 1440, "hom": 1440, "tuan": 10080}

# "toi" before one of these is "tôi" (I), and no evening.
_I = r"(?! ?\d{1,2} ?(?:[hg:]|gio))(?! (?:muon|se|can|dat|la|dang|bi|hoi|thi|xin|cung|khong|ko|chi|di|dau|book|moi))"
_ALONE = r"(?= ?(?:$|[^\w\s]|luc|vao|tam|tầm|khoang|\d))"
_BEFORE_DAY = (
    r"(?= (?:mai|mốt|hom|thu ?[2-7]|thu (?:hai|ba|tu|nam|sau|bay|bảy)|t[2-7]|chu nhat|cn|ngay|mung|mong|cuoi tuan"
    r"|\d{1,2} ?[:hg/]))"
)

_WORDS = {
    "number": rf"\d{{1,2}}|{options(_NUMBERS)}",
    "amount": rf"\d{{1,2}}(?:[.,]5)?|{options(_NUMBERS)}|nua|vai|may",
    "length": options(_LENGTHS),
    "digits": r"2[0-4]|1\d|0?\d",
    "hour": rf"2[0-4]|1\d|0?\d|{options(_HOURS)}",
    "minute": rf"[0-5]\d|{options(_MINUTES)}",
    "lack": rf"[0-5]?\d|{options(_MINUTES)}",
    "part": rf"sáng|sang|trua|chieu|tối|toi{_I}|dem|khuya",
    "weekday": options(_WEEKDAYS),
    "which": options(_WHICH),
    "week": options(_WEEKS),
    "stretch": options(_STRETCHES),
    "day": rf"3[01]|[12]\d|0?[1-9]|{options(_NUMBERS)}",
    "month": rf"1[0-2]|0?[1-9]|{options(_MONTHS)}",
    "year": r"20\d\d",
    "unit": "nguoi|khach|ban|suat|nu|nam|ve|phong|k|tr|em|be",
    "at": "luc|vao luc|vao|tam|tầm|khoang|chung|quang|hoi",
}


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _minute(word: str) -> int:
    return int(word) if word.isdigit() else _MINUTES[word]


def _hour(found: dict[str, str]) -> Said | None:
    """Return the hour with what stands around it; 2 giờ alone may be how long a massage lasts."""
    total = 60 * _number(found["hour"]) + _minute(found.get("minute", "0")) + (30 if "more" in found else 0)
    total -= _minute(found.get("lack", "0"))
    said = clock(total // 60, total % 60, daily=True)
    if said is None:
        return None
    alone = not found.keys() & {"part", "at", "minute", "more", "lack"} and total <= 180
    return replace(said, part=_PARTS.get(found.get("part", "")), vague=alone or None)


def _date(found: dict[str, str]) -> Said | None:
    day = _number(found["day"])
    if "month" not in found:
        return Said(day=day, months=_WEEKS[found["week"]] if "week" in found else None) if day <= 31 else None
    month = int(found["month"]) if found["month"].isdigit() else _MONTHS[found["month"]]
    return calendar_day(day, month, int(found["year"]) if "year" in found else None)


def _weekday(found: dict[str, str]) -> Said:
    return Said(weekday=_WEEKDAYS[found["weekday"]] if "weekday" in found else 6, which=_WHICH.get(found.get("which", "")))


def _offset(found: dict[str, str]) -> Said:
    """Return how far from now; days and weeks count in whole days."""
    word = found["amount"].replace(",", ".")
    amount = {"nua": 0.5, "vai": 3, "may": 3}.get(word) or float(_NUMBERS.get(word) or word)
    amount = (amount + (0.5 if "more" in found else 0)) * (-1 if "ago" in found else 1)
    scale = _LENGTHS[found["length"]]
    return Said(minutes=round(amount * scale)) if scale < 1440 else Said(ahead=round(amount * scale / 1440))


def _window(found: dict[str, str]) -> Said:
    offset = _offset(found)
    return Said(window=offset.minutes) if offset.minutes else Said(span="days", count=offset.ahead)


def _weekend(found: dict[str, str]) -> Said:
    week = found.get("week", "")
    return Said(span="weekend", which={"nay": "this", "này": "this"}.get(week), week=1 if week == "sau" else None)


def _stretch(found: dict[str, str]) -> Said:
    stretch = _STRETCHES[found["stretch"]]
    if found["span"] == "tuan":
        return Said(span="week", stretch=stretch, week=_WEEKS[found.get("week", "nay")])
    if "month" in found:
        return Said(span="month", stretch=stretch, month=_MONTHS.get(found["month"]) or int(found["month"]))
    return Said(span="month", stretch=stretch, months=_WEEKS[found.get("week", "nay")])


def _nothing(_: dict[str, str]) -> Said:
    return Said()


def _part(found: dict[str, str]) -> Said:
    return Said(part=_PARTS[found["part"]])


_AT = r"(?:<at> )?"
_PART = r"(?: (?:buoi |ban )?<part>)?"

# In order of precedence: the first that fits at a place is taken.
_RULES: list[Rule] = [
    (r"chao buoi (?:sáng|sang|trua|chieu|tối|toi)", _nothing),
    (r"(?:may|nhieu|\d{1,2}|lau|xua|dao|den|hien|nam) (?:(?:hom|ngay|bua|tuan|thang|nam) )?nay", _nothing),
    (r"(?:may|nhieu) (?:hom|ngay|bua|tuan) (?:qua|truoc|roi)", _nothing),
    (r"(?:lan|nguoi|buoc|tang|dot|con|cai|tuan|thang|khach|be|cau) thu (?:\d{1,2}|<number>)", _nothing),
    (r"(?:chi|ten|ktv|name|is|named|with|miss|ms|mrs) mai|mai (?:mốt|mot|sau)", _nothing),
    (r"(?:cach day |truoc day )?<number> (?:nam|thang) truoc|nam (?:ngoai|sau|toi|truoc)|thang (?:truoc|roi)", _nothing),
    (r"hom kia|bua kia", lambda _: Said(ahead=-2)),
    (r"(?:tối|toi|dem) qua", lambda _: Said(ahead=-1, part="evening")),
    (r"hom qua|bua qua|ngay hom qua", lambda _: Said(ahead=-1)),
    (r"(?:ngay |bua |hom )mốt|mốt|(?:ngay|bua) (?:mot|kia)(?! thang)", lambda _: Said(ahead=2)),
    (r"(?:ngay |hom |bua )?mai", lambda _: Said(ahead=1)),
    (r"(?:trong )?(?:ngay )?(?:hom|bua) nay|hnay|^nay|nay(?= (?:luc|tam|tầm|khoang|con|\d))", lambda _: Said(ahead=0)),
    (r"(?:lat|chut|ti|xiu) nua|(?:mot|một) (?:lat|chut|ti) nua", lambda _: Said(ahead=0, bound="later")),
    (r"cang som cang tot|(?:som|nhanh) nhat(?: co the)?|(?:luc|khi|gio) nao cung duoc", lambda _: Said(soonest=True)),
    (r"bat (?:ky|ki|cu) (?:luc|khi|gio) nao", lambda _: Said(soonest=True)),
    (r"(?:den|qua|ghe|dat|lam|cho|slot)(?: [a-z]{1,7}){0,2} (?:bây|bay) gio", lambda _: Said(minutes=0)),
    (rf"{_AT}(?P<hour>bay) gio(?: <minute>)?(?P<more> ruoi)?(?: (?:buoi )?<part>)", _hour),
    (rf"{_AT}(?P<hour>bay)(?: gio)?(?: kem <lack>|(?P<more> ruoi)){_PART}", _hour),
    (r"ngay (?:bây|bay) gio|(?:bây|bay) gio|bgio|ngay luc nay|ngay lap tuc|gio luon", lambda _: Said(minutes=0, vague=True)),
    (r"(?:sáng|sang) som", lambda _: Said(part="early morning")),
    (r"(?:gan trua|cuoi (?:buoi )?(?:sáng|sang)|trua muon)", lambda _: Said(part="late morning")),
    (r"dau (?:gio )?chieu|chieu som|(?:sau|an) (?:bua |an |khi an )?trua(?: xong)?", lambda _: Said(part="after lunch")),
    (r"cuoi (?:gio |buoi )?chieu|chieu muon|xe chieu|chieu toi|chieu tối", lambda _: Said(part="late afternoon")),
    (r"sau gio (?:lam|hanh chinh)|tan (?:lam|so|ca)|het gio lam|di lam ve", lambda _: Said(part="after work")),
    (r"tối muon|tối khuya", lambda _: Said(part="late evening")),
    (r"(?:ngay |ke )?(?:buoi )?<part>(?: hom)? (?:nay|này)", lambda f: Said(ahead=0, part=_PARTS[f["part"]])),
    (r"(?:buoi|ban) <part>", _part),
    (r"(?P<part>sáng|trua|chieu|tối)", _part),
    (rf"(?P<part>sang|toi|dem|khuya){_BEFORE_DAY}", _part),
    (rf"(?P<part>sang|toi|dem|khuya){_ALONE}", lambda f: Said(part=_PARTS[f["part"]], vague=True)),
    (r"cuoi tuan(?: <week>)?", _weekend),
    (r"<stretch> (?P<span>tuan|thang)(?: (?:<week>|<month>))?", _stretch),
    (r"(?:trong )?tuan <week>", lambda f: Said(span="week", week=_WEEKS[f["week"]])),
    (r"ngay dau(?: tien)? (?:cua )?thang <month>", lambda f: _date({"day": "1", **f})),
    (r"ngay dau(?: tien)? (?:cua )?thang <week>", lambda f: Said(day=1, months=_WEEKS[f["week"]])),
    (r"(?:(?:ngay|hom) )?(?:mung |mong )?<day>(?: thang |[/-])<month>(?! ?(?:tuan|ngay|tuoi))(?:(?: nam |[/-])<year>)?", _date),
    (r"(?:(?:ngay|hom) )?(?:mung |mong )?<day> thang <week>", _date),
    (r"(?:trong )?thang <week>", lambda f: Said(span="month", months=_WEEKS[f["week"]])),
    (r"(?:ngay|mung|mong|ngay mung|ngay mong|hom mung|hom) <day>(?! ?(?:[:.hg/]|gio|<unit>|lan|tieng|ngay|buoi))", _date),
    (r"(?:thu ?|t)<weekday>(?! ?(?:[:h]|[ap]\.?m))(?: (?:<which>(?! nua)))?", _weekday),
    (r"(?:chu nhat|chua nhat|cn)(?: <which>)?", _weekday),
    (r"(?:sau |trong |khoang |tam |tầm )*<amount> <length>(?P<more> ruoi)? (?:dong ho )?(?:nua|sau|toi nua)", _offset),
    (r"(?:sau|trong)(?: vong)?(?: khoang)? <amount> <length>(?P<more> ruoi)?(?! (?:massage|lam|tap))", _offset),
    (r"(?:trong )?<amount> <length> (?:tới|toi)(?! (?:muon|se))", _window),
    (r"(?:cach day )?<amount> <length> truoc(?P<ago>)", _offset),
    (r"thang <month>", lambda f: Said(span="month", month=_MONTHS.get(f["month"]) or int(f["month"]), vague=True)),
    (rf"{_AT}<hour> ?(?:gio|h|g)(?: kem <lack>)(?: phut)?{_PART}", _hour),
    (rf"{_AT}<hour> ?(?:gio|h|g)(?P<more> ruoi){_PART}", _hour),
    (rf"{_AT}<hour> ?(?:gio|h|g) ?<minute>(?: ?(?:phut|p))?(?! ?(?:<unit>)(?!\w)){_PART}", _hour),
    (rf"{_AT}<hour> ?(?:gio|h|g)(?: dung)?{_PART}", _hour),
    (rf"{_AT}<hour>(?P<more> ruoi){_PART}", _hour),
    (rf"{_AT}<hour> kem <lack>(?: phut)?{_PART}", _hour),
    (rf"{_AT}(?P<hour>2[0-4]|1\d|0?\d):<minute>{_PART}", _hour),
    (r"(?<![/.:-])(?P<hour>2[0-4]|1\d|0?\d) (?:buoi |ban )?<part>", _hour),
]

VIETNAMESE = Grammar(_WORDS, _RULES)
