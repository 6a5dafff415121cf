"""Tells English, Vietnamese and anything else apart, message by message, also where it is short or typed without diacritics."""
import re

from spa.text import fold, normalise

_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
_TONED = re.compile(r"[àáãèéìíĩòóõùúũý]", re.I)
_LATIN = re.compile(r"[a-zà-ɏḀ-ỿ]", re.I)

# Everyday words that are Vietnamese and no English word when folded; the commonest carry most short messages.
_VIETNAMESE = frozenset(
    """
    anh chi em minh toi ban ad shop cho xin nha nhe ạ oi vay hong khong ko kg dc duoc roi chua muon can dat lich doi huy gio ngay
    mai nay hom tuan sau truoc thu sang chieu trua toi dem luc khoang tam nguoi mot hai ba bon nam sau bay tam chin muoi
    lung dau moi co vai gay bau thai tim than mau benh thuoc uong bao nhieu tien gia gi nao dau sao the bi dang da se thi la va voi
    nhung lam duoc phai con het trong luon giup gap nhan vien goi dien so ten tiec qua nhieu cam on chao tam biet dung dong y thoi
    khoi it nhat buoc lieu trinh xong hoi ngam chan thao duoc phong don doi nu nam ky thuat ghe quan tiem khach
    """.split()
)
# Folded Vietnamese words that English uses as well: no evidence by themselves.
_SHARED = frozenset("a an anh can con dang em gap gay ha ho hong hot la long me minh nam no non nu on tam ten the thi to".split())
_ENGLISH = frozenset(
    """
    i you we he she it they me my your our is are am was be been do does did have has had will would can could should may
    the a an and or but not no yes of to in on at for with from by about into over what when where who why how which there here this
    that please thanks thank hello hi hey good morning afternoon evening night today tomorrow next week book booking appointment
    back want need like get make time price cost much many any some available free slot pain hurt pregnant doctor right now just
    okay sure great fine hour minute person people two three one four five sorry bye cancel change move
    """.split()
)


def detect(text: str) -> str | None:
    """Return "en", "vi", "other" (a script or a language we do not read), or None where a message tells too little.

    None ("ok", "3h", a name) leaves the conversation in the language it is in.
    """
    text = normalise(text)
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return None
    if not _mostly_latin(words):
        return "other"
    if _VIETNAMESE_LETTER.search(text):
        return "vi"
    return _by_words(words, bool(_TONED.search(text)))


def _mostly_latin(words: list[str]) -> bool:
    letters = "".join(words)
    return sum(bool(_LATIN.match(letter)) for letter in letters) * 2 >= len(letters)


def _by_words(words: list[str], toned: bool) -> str | None:
    folded = [fold(word) for word in words]
    vietnamese = sum((word in _VIETNAMESE) * (0.3 if word in _SHARED else 1.0) for word in folded) + 0.5 * toned
    english = sum((word in _ENGLISH) * (0.3 if word in _VIETNAMESE else 1.0) for word in folded)
    if max(vietnamese, english) == 0:
        return "other" if len(words) >= 5 else None  # a name or a slip while short
    if abs(vietnamese - english) < 0.7:
        return None
    return "vi" if vietnamese > english else "en"
