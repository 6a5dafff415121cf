"""Vietnamese words of the calendar and the clock, with what each stands for; marks only where they tell words apart."""

_DIGITS = {"mot": 1, "một": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5}
_DIGITS |= {"sau": 6, "bay": 7, "bảy": 7, "tam": 8, "chin": 9}
NUMBERS = _DIGITS | {"muoi": 10, "muoi mot": 11, "muoi một": 11, "muoi hai": 12}
HOURS = {word: number for word, number in NUMBERS.items() if word not in ("tu", "bay")}
MONTHS = {word: number for word, number in NUMBERS.items() if word != "sau"} | {"gieng": 1, "chap": 12}
MINUTES = {"nam": 5, "muoi": 10, "muoi lam": 15, "hai muoi": 20, "hai lam": 25, "hai muoi lam": 25, "ba muoi": 30}
MINUTES |= {"bon muoi": 40, "bon lam": 45, "bon muoi lam": 45, "nam muoi": 50}
WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "bảy": 5}
WEEKDAYS |= {str(number): number - 2 for number in range(2, 8)}

PARTS = {"sáng": "morning", "sang": "morning", "trua": "noon", "chieu": "vietnamese afternoon"}  # chiều begins at one
PARTS |= {"tối": "evening", "toi": "evening", "dem": "night", "khuya": "night"}
_NEXT = ("sau", "toi", "tới", "ke tiep", "ke", "sap toi", "sap tới", "tiep theo")
WEEKS = {"nay": 0, "này": 0, "truoc": -1, "roi": -1, "vua roi": -1, "sau nua": 2} | dict.fromkeys(_NEXT, 1)
WHICH = {"nay": "this", "này": "this", "truoc": "last", "roi": "last", "vua roi": "last"}
WHICH |= dict.fromkeys(_NEXT, "coming") | {"sau": "next", "ke": "next"}
STRETCHES = {"dau": "start", "giua": "middle", "cuoi": "end"}
LENGTHS = {"phut": 1, "p": 1, "tieng": 60, "gio": 60, "h": 60, "ngay": 1440, "hom": 1440, "bua": 1440, "tuan": 10080}

# Words that without their marks would be taken for another: they keep them where typed, and patterns name them.
MARKED = frozenset(
    ("tôi", "tới", "tối", "sáng", "sang", "từ", "một", "mốt", "này", "tầm", "tắm", "bảy", "bây", "bay", "món")
)
# How a syllable of the calendar may be marked; with other marks it is another word: "mãi" not "mai", "đau" not "đầu".
SPELLINGS = {"mai": "", "hai": "", "ba": "", "qua": "", "kia": "kìa", "nam": "năm", "sau": "sáu", "chin": "chín"}
SPELLINGS |= {"bon": "bốn", "tam": "tám", "dem": "đêm", "tu": "tư", "thu": "thứ thư", "muoi": "mười mươi"}
SPELLINGS |= {"hom": "hôm", "ngay": "ngày", "tuan": "tuần", "thang": "tháng", "gio": "giờ", "dau": "đầu"}
SPELLINGS |= {"cuoi": "cuối", "vai": "vài", "ruoi": "rưỡi rưởi", "tet": "tết", "am": "âm", "tay": "tây"}
SPELLINGS |= {"khoang": "khoảng", "vao": "vào", "luc": "lúc"}
