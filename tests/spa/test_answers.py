"""Short answers, as people type them: nothing that is a no is read as a yes, and nothing unclear as a no."""

from pathlib import Path

import pytest

from spa.screening.answers import ShortAnswers
from spa.text import fold

ANSWERS = ShortAnswers.load(Path(__file__).resolve().parents[2] / "knowledge" / "answers.yml")

NO_VI = """
không | dạ không | dạ không ạ | không ạ | không có | dạ không có | dạ không có ạ | dạ em không có | em không có ạ
em không | em không bị | dạ em không bị gì hết | em không bị gì hết | không bị gì cả | không có gì | không có gì hết
không có gì đâu ạ | không có gì đâu em | dạ không có gì đâu nha | không có gì cả em ơi | không sao | không bị gì hết trơn
dạ chưa | chưa | chưa ạ | dạ chưa ạ | chưa có | chưa từng | dạ chưa từng ạ | em chưa từng bị | chưa bao giờ | chưa hề có
không bao giờ | ko | ko ạ | ko có | dạ ko có ạ | ko bị | em ko bị ạ | ko có gì đâu | k | dạ k | k có | k có nha | k bị
k ạ | hông | hông có | hông có nha | dạ hông | hổng có | dạ hok | hok có | hok bị nha | hok có nè | khum | dạ khum có ạ
hem | hem có | 0 | 0 có | dạ 0 ạ | vâng không có ạ | vâng, em không có | dạ vâng không ạ | không nhé | không có nhé em
anh không có | chị không bị gì hết em | mình không có | tôi không | tôi không có | tui hông có | không, không có gì
không không | không ai | không có ai bị | không có cái nào | không có điều nào ạ | không có luôn | không có, cảm ơn em
không cảm ơn | dạ không có shop ơi | em thì không | không ạ em bình thường | dạ không, em khỏe | em khỏe, không bị gì cả
không áp dụng | chẳng có | không hề | không hề có | không mắc
"""
NO_EN = """
no | No. | nope | nah | no thanks | no thank you | none | none of those | none of these | none of them | none of that
none of the above | nothing | nothing like that | nothing at all | neither | never | never had any | negative
no I don't | No, I do not | no i dont | I don't | I do not | no I'm not | I'm not | i am not | no I am not | I haven't
no I haven't | no never | nope never | no none | not at all | no not at all | no no | no sir | no, thank you | no please
oh no | well, no | no i don't, thanks | no all fine | no, all good | no I'm fine | no, I feel fine | nope, all good
no I'm good thanks | no everything is fine | none, I'm healthy | no not me | I have none | i have nothing | na
doesn't apply | does not apply | n/a | not applicable | none at all | just no | really no | nothing, thanks | not me
don't have any | I don't have any | I dont | no i'm ok | no never had any
"""
YES_VI = """
có | có ạ | dạ có | dạ có ạ | dạ vâng | vâng | vâng ạ | vâng có ạ | em có | dạ em có ạ | có em | có nha | có nhé | có chứ ạ
ừ | ừm có | đúng | đúng ạ | đúng rồi | dạ đúng rồi ạ | phải | dạ phải ạ | chuẩn | chính xác | có luôn | đồng ý
dạ em đồng ý ạ | ok | oke em | uh | chắc chắn | có đó
"""
YES_EN = """
yes | Yes, please | yep | yeah | yup | ya | sure | of course | yes sure | yes I do | I do | correct | right | ok
okay | yes ok | yeah sure | definitely | certainly | absolutely | indeed | yes yes | yes, thank you | oh yes | i agree
yes i agree | agreed
"""
UNSURE = """
hình như có | không chắc | em không chắc | ko rõ | không biết | dạ em không biết ạ | không nhớ | có thể | không hẳn | ít thôi
chưa chắc | chưa rõ | hình như không | chắc không | chắc là không | có lẽ không | em nghĩ là không | hiện tại không
hôm nay không | bây giờ không | theo em biết thì không | thỉnh thoảng | không nhiều | không còn nữa | hok biết | k rõ
maybe | not sure | I'm not sure | don't know | no idea | perhaps | probably not | I don't think so | not really | sometimes
not that I know | not that I know of | not to my knowledge | not anymore | not any more | no longer | not yet | used to
a little | not much | not today | not now | yes and no | hopefully not | hardly | kind of
"""
NO_NO = """
có không | có bị không | không khỏe | em không khỏe | dạ không được khỏe | không bình thường | không ổn | em không ổn lắm
chưa hết | chua het | chua roi | chữa rồi | em chữa rồi | không hết | không đau nhiều | không phải không có | có k | bị k
không phải là không có | không, có bầu | không chỉ vợ em thôi | chưa đẻ | em khỏe không | không, mà có | có đâu | co dau
không, vợ em có | dạ | dạ em | ạ | đau | khong khoe | em khong khoe | khong on | không thấy khỏe
not fine | I'm not fine | not well | not good | no good | not ok | no fine | I don't feel fine | not all fine | not healthy
no, I lied | no more than 3 months | no doubt | no, she is | nothing serious | not only me | no? | không ạ? | no but yes
no problem with my heart only a stent | nothing but my heart | never better | not bad | no wait | no, my wife
I feel fine | all fine | em bình thường | em khỏe | dạ em khỏe ạ | I'm good | not just me | no and my wife yes
"""


def _listed(lines: str) -> list[str]:
    return [one.strip() for line in lines.strip().splitlines() for one in line.split("|")]


def _both(lines: str) -> list[str]:
    """With and without diacritics, less what is then another word."""
    return list(dict.fromkeys([*_listed(lines), *(fold(one) for one in _listed(lines))]))


@pytest.mark.parametrize("text", [*_both(NO_VI), *_listed(NO_EN)])
def test_a_no(text: str) -> None:
    assert ANSWERS.read(text) == "no"


@pytest.mark.parametrize("text", [*_listed(YES_VI), *_listed(YES_EN)])
def test_a_yes(text: str) -> None:
    assert ANSWERS.read(text) in ("yes", "yes_fact")


@pytest.mark.parametrize("text", _both(UNSURE))
def test_a_doubt(text: str) -> None:
    assert ANSWERS.read(text) == "unsure"


@pytest.mark.parametrize("text", [*_both(YES_VI), *_both(UNSURE), *_both(NO_NO)])
def test_what_is_no_clear_no(text: str) -> None:
    assert ANSWERS.read(text) != "no"


@pytest.mark.parametrize("text", _both("không ai không có\nkhông ai mà không bị ạ\nchẳng ai không có"))
def test_nobody_who_has_it_not_is_everybody(text: str) -> None:
    assert (ANSWERS.read(text), ANSWERS.who(text)) == (None, None)
    assert ANSWERS.denies(text, party=True) != "no"


@pytest.mark.parametrize("text", ["no worries then", "ko sao đâu nhỉ", "không có gì đâu", "no problem"])
def test_words_of_comfort(text: str) -> None:
    assert ANSWERS.comforts(text)
    assert not ANSWERS.comforts("no") and not ANSWERS.comforts("không ạ")


def test_a_word_with_diacritics_is_that_word() -> None:
    assert ANSWERS.read("khong co") == "no"
    assert ANSWERS.read("không cổ") != "no"


@pytest.mark.parametrize("text", ["I feel fine", "all fine", "em bình thường", "em khoe", "dạ em khỏe ạ", "I'm good"])
def test_how_one_feels_is_no_answer(text: str) -> None:
    assert ANSWERS.read(text) == "fine"


@pytest.mark.parametrize("text", ["I think so", "yes, I think so", "em nghĩ có", "probably"])
def test_a_yes_that_is_not_quite_sure(text: str) -> None:
    assert ANSWERS.read(text) == "yes_perhaps"


@pytest.mark.parametrize("text", ["she agrees too", "vợ em cũng đồng ý", "my husband agrees"])
def test_a_companion_who_agrees(text: str) -> None:
    assert ANSWERS.companion_agrees(text)


@pytest.mark.parametrize(
    "text", ["vợ em không đồng ý", "vo em ko dong y", "my wife does not agree", "she doesn't", "no, she agrees"]
)
def test_a_companion_who_does_not(text: str) -> None:
    assert not ANSWERS.companion_agrees(text)


@pytest.mark.parametrize("text", ["không, em không đồng ý", "em không đồng ý", "khong dong y", "I do not agree"])
def test_who_does_not_agree(text: str) -> None:
    assert ANSWERS.read(text) not in ("yes", None)
    assert ANSWERS.read_of_all(text) != "yes"
