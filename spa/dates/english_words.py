"""English words of the calendar and the clock, with what each stands for."""

_COUNT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: number for number, word in enumerate(_COUNT, 1)}
AMOUNTS = NUMBERS | {"a": 1, "an": 1, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3, "several": 3}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
MINUTES = {"oh five": 5, "five": 5, "ten": 10, "fifteen": 15} | _TENS
MINUTES |= {f"{word}{mark}five": ten + 5 for word, ten in _TENS.items() for mark in " -"}

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {name: number for number, name in enumerate(_DAYS)}
CLEAR_SHORT_WEEKDAYS = {"tue": 1, "tues": 1, "weds": 2, "thur": 3, "thurs": 3, "fri": 4}
# Sat, sun and wed are also words of English; mon and thu also words of Vietnamese typed without marks.
SHORT_WEEKDAYS = CLEAR_SHORT_WEEKDAYS | {"mon": 0, "wed": 2, "thu": 3, "sat": 5, "sun": 6}

_SPRING = ("january", "february", "march", "april", "may", "june")
_AUTUMN = ("july", "august", "september", "october", "november", "december")
FULL_MONTHS = {name: number for number, name in enumerate(_SPRING + _AUTUMN, 1)}
MONTHS = FULL_MONTHS | {name[:3]: number for name, number in FULL_MONTHS.items()} | {"sept": 9}

_FIRST = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TENTH = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth")
_LAST = ("eighteenth", "nineteenth", "twentieth")
ORDINALS = {word: number for number, word in enumerate(_FIRST + _TENTH + _LAST, 1)}
ORDINALS |= {f"twenty{mark}{word}": 20 + number for mark in " -" for number, word in enumerate(_FIRST, 1)}
ORDINALS |= {"thirtieth": 30, "thirty first": 31, "thirty-first": 31}

PARTS = {"morning": "morning", "mornings": "morning", "afternoon": "afternoon", "arvo": "afternoon"}
PARTS |= {"evening": "evening", "evenings": "evening", "night": "night", "lunchtime": "noon", "lunch time": "noon"}
STRETCHES = {"beginning of": "start", "start of": "start", "early": "start", "early in": "start"}
STRETCHES |= {"middle of": "middle", "mid": "middle", "end of": "end", "late": "end"}
STRETCHES |= {"rest of": "rest", "remainder of": "rest", "later": "rest"}
WEEKS = {
    "this": 0,
    "the": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
    "upcoming": 1,
    "last": -1,
    "past": -1,
}
WHICH = {"this": "this", "next": "next", "last": "last", "past": "last"}
WHICH |= dict.fromkeys(["this coming", "coming", "upcoming", "following"], "coming")
LENGTHS = {"m": 1, "h": 60, "d": 1440, "w": 10080, "f": 20160}  # minutes, by the first letter of the unit
