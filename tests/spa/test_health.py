"""What the health reader takes from sentences of guests, and what it must leave alone."""

import pathlib
import time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from spa.errors import KnowledgeError
from spa.health import Mention, Reader
from spa.text import normalise

ROOT = pathlib.Path(__file__).parents[2]
READER = Reader.load(ROOT / "knowledge" / "health")


def sentences(name: str) -> Any:
    return yaml.safe_load((pathlib.Path(__file__).parent / "health" / f"{name}.yml").read_text(encoding="utf-8"))


MAIN: dict[str, list[str]] = sentences("main")
SAID: dict[str, list[str]] = {**MAIN, **sentences("others")}


def read(text: str) -> list[Mention]:
    return READER.read(text)


def noticed(text: str) -> set[str]:
    return {mention.condition for mention in read(text) if mention.status != "absent"}


def the(text: str, condition: str) -> Mention:
    found = [mention for mention in read(text) if mention.condition == condition]
    assert found, f"no {condition} in {text!r}: {read(text)}"
    return found[0]


@pytest.mark.parametrize(("condition", "text"), [(c, text) for c, texts in SAID.items() for text in texts])
def test_a_condition_that_is_said_is_noticed(condition: str, text: str) -> None:
    assert condition in noticed(text)


@pytest.mark.parametrize("text", sentences("red_flags"))
def test_a_red_flag_is_noticed_whoever_has_it(text: str) -> None:
    assert any(condition.startswith("red_flag") for condition in noticed(text))


@pytest.mark.parametrize("text", sentences("nothing"))
def test_nothing_is_taken_from_what_only_sounds_like_illness(text: str) -> None:
    assert noticed(text) == set()


@pytest.mark.parametrize(
    ("text", "condition", "status", "whose"),
    [
        ("I am pregnant", "pregnancy", "present", "guest"),
        ("I'm not pregnant", "pregnancy", "absent", "guest"),
        ("back in 2016 I was pregnant with my first", "pregnancy", "absent", "guest"),
        ("I might be pregnant", "pregnancy", "ask", "guest"),
        ("Mang thai có đi massage được không?", "pregnancy", "ask", "guest"),
        ("please book one hour for my wife, she is pregnant", "pregnancy", "present", "guest"),
        ("my wife is pregnant but the massage is for me", "pregnancy", "absent", "other"),
        ("my wife is pregnant", "pregnancy", "ask", "unknown"),
        ("vợ em có bầu", "pregnancy", "ask", "unknown"),
        ("đặt cho vợ em, vợ em có bầu", "pregnancy", "present", "guest"),
        ("vo em co bau nhung em di mot minh", "pregnancy", "absent", "other"),
        ("I had heart failure years ago", "heart_failure", "present", "guest"),
        ("ông xã tôi suy tim nhẹ", "heart_failure", "ask", "unknown"),
        ("it is my dad who has heart failure, not me", "heart_failure", "absent", "other"),
        ("what if a guest has heart failure?", "heart_failure", "absent", "other"),
        ("I had cancer in 2012", "malignancy", "ask", "guest"),
        ("em van dang chua ung thu gan", "malignancy", "ask", "guest"),
        ("em bị K", "malignancy", "present", "guest"),
        ("DVT three years ago", "blood_clot", "ask", "guest"),
        ("DVT", "blood_clot", "present", "guest"),
        ("I came off warfarin in spring", "bleeding", "ask", "guest"),
        ("bạn em uống thuốc chống đông", "bleeding", "ask", "unknown"),
        ("my son has a fever", "fever_infection", "ask", "unknown"),
        ("my husband has chest pain", "red_flag_chest", "present", "unknown"),
        ("no chest pain", "red_flag_chest", "absent", "guest"),
        ("em bị suy than", "kidney_failure", "ask", "guest"),
    ],
)
def test_status_and_person(text: str, condition: str, status: str, whose: str) -> None:
    mention = the(text, condition)
    assert (mention.status, mention.whose) == (status, whose)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("my wife and I: she is pregnnat, massage for both", "pregnancy"),
        ("I have hemofilia", "bleeding"),
        ("on chemotherpy", "malignancy"),
        ("dialisis on mondays", "kidney_failure"),
        ("I'm epileptc", "epilepsy"),
        ("taking warfarine", "bleeding"),
        ("diabettes", "diabetes"),
    ],
)
def test_a_typing_slip_in_a_long_word_is_understood(text: str, condition: str) -> None:
    assert condition in noticed(text)


@pytest.mark.parametrize("text", ["please cancel it", "we are dancers", "a candle and a massage", "a good rumour"])
def test_an_ordinary_word_is_no_slip(text: str) -> None:
    assert read(text) == []


def test_each_of_several_conditions_gets_its_own_status() -> None:
    statuses = {
        m.condition: m.status for m in read("no cancer, no kidney failure, but I take Eliquis and I'm diabetic")
    }
    assert statuses == {
        "malignancy": "absent",
        "kidney_failure": "absent",
        "bleeding": "present",
        "diabetes": "present",
    }


def test_a_list_goes_on_with_its_negation() -> None:
    assert {m.status for m in read("I don't have cancer, heart failure or kidney failure")} == {"absent"}


def test_a_line_ends_a_negation() -> None:
    assert noticed("không bị bệnh tim\nđang mang thai") == {"pregnancy"}


def test_two_negations_are_a_doubt() -> None:
    assert the("không phải là không bị suy tim", "heart_failure").status == "ask"


def test_until_ends_a_denial() -> None:
    assert "malignancy" in noticed("I never had cancer until this spring")


def test_an_answer_after_the_name_of_the_illness_denies_it() -> None:
    assert noticed("Fever: no") == set()


def test_the_place_of_a_mention_is_that_in_the_normalised_text() -> None:
    text = "Chào  shop,\nem bị  suy tim ạ"
    mention = the(text, "heart_failure")
    assert normalise(text)[mention.start : mention.end] == mention.words == "suy tim"


def test_old_and_new_places_of_the_tone_are_the_same() -> None:
    assert noticed("em đang hoá trị") == noticed("em đang hóa trị") == {"malignancy"}


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    for mention in read(text):
        assert mention.status in ("present", "ask", "absent")
        assert normalise(text)[mention.start : mention.end] == mention.words


@settings(max_examples=50)
@given(st.lists(st.sampled_from([text for texts in SAID.values() for text in texts]), min_size=1, max_size=5))
def test_sentences_put_together_do_not_raise(texts: list[str]) -> None:
    assert isinstance(read(" ".join(texts)), list)


def test_long_texts_are_read_quickly() -> None:
    text = " ".join(text for texts in SAID.values() for text in texts)[:2000]
    read(text)
    began = time.perf_counter()
    read(text)
    assert time.perf_counter() - began < 0.2  # about 0.015 on a quiet machine


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("entries: [{condition: a, en: '(b|c'}]", "not closed"),
        ("entries: [{condition: a, en: 'b <c>'}]", "no group 'c'"),
        ("entries: [{condition: a, past: never}]", "past"),
        ("entries: [{condition: a, words: b}]", "unknown key 'words'"),
        ("entries: [{en: b}]", "'condition' or 'sign'"),
        ("entries: [{condition: a, together: [[b]]}]", "no entry has the name b"),
        ("look_alikes: [{not: a, en: b}]", "because"),
        ("wordz: []", "unknown key"),
        ("entries: [", "not readable"),
        ("- a", "must hold keys"),
    ],
)
def test_a_mistake_in_the_knowledge_is_named(tmp_path: pathlib.Path, content: str, reason: str) -> None:
    (tmp_path / "broken.yml").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        Reader.load(tmp_path)
    assert "broken.yml" in str(raised.value) or "entries: a" in str(raised.value)
    assert reason in str(raised.value)


def test_an_empty_folder_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(KnowledgeError):
        Reader.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "year", "minor"),
    [
        ("em 2k12", 2026, True),
        ("em sinh năm 2011", 2026, True),
        ("born in 2012", 2026, True),
        ("born in 2012", 2031, False),
        ("em 2k5", 2026, False),
        ("born in 2003", 2026, False),
        ("my 15 year old wants one too", 2026, True),
    ],
)
def test_a_year_of_birth_counts_from_the_year_of_the_message(text: str, year: int, minor: bool) -> None:
    assert any(mention.condition == "minor" for mention in READER.read(text, year)) is minor


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("heartfailure since 2020", "heart_failure"),
        ("em bị suythận", "kidney_failure"),
        ("I'mpregnant", "pregnancy"),
        ("em bị suy tym", "heart_failure"),
        ("tiểu cầu thâp", "bleeding"),
        ("thuốc chống đôg", "bleeding"),
        ("e chay thận tuần 3 buổi", "kidney_failure"),
        ("on dyalisis", "kidney_failure"),
    ],
)
def test_words_run_together_or_wrong_by_a_mark_are_noticed(text: str, condition: str) -> None:
    assert condition in noticed(text)


@pytest.mark.parametrize("text", ["mấy giờ mở cửa", "để hôm khác đi em", "em ơi cho hỏi", "is the delay long?"])
def test_everyday_words_are_no_slips(text: str) -> None:
    assert noticed(text) == set()


@pytest.mark.parametrize(
    ("text", "said_of"),
    [
        ("I have diabetes", "self"),
        ("em bị tiểu đường", "self"),
        ("my wife has diabetes", "another"),
        ("vo em bi tieu duong", "another"),
        ("chồng em bị tiểu đường, em thì bình thường", "another"),
        ("I am fine but my husband has diabetes", "another"),
        ("my wife and I have diabetes", ""),
        ("em và vợ em bị tiểu đường", ""),
        ("vợ em và em bị tiểu đường", ""),
        ("diabetes", ""),
        ("my wife has no diabetes", "nobody"),
    ],
)
def test_of_whom_it_is_said(text: str, said_of: str) -> None:
    assert {mention.said_of for mention in READER.read(text)} == {said_of}


@pytest.mark.parametrize(
    "listed",
    [
        "metformin 500mg twice a day",
        "Eliquis 5mg",
        "insulin mỗi tối trước khi ngủ",
        "insulin moi toi truoc khi ngu và Xarelto 1 viên sáng",
        "warfarin and metformin, that's all",
        "just aspirin for my heart, nothing else please",
        "",
    ],
)
def test_a_dose_beside_a_medicine_that_is_known_leaves_nothing_out(listed: str) -> None:
    assert not READER.leaves_out(listed)


@pytest.mark.parametrize(
    "listed",
    [
        "foozumab",
        "metformin, foozumab 20mg",
        "metformin với foozumab",
        "Eliquis voi foozumab moi ngay",
        "warfarin\nbarvastol",
    ],
)
def test_a_medicine_that_nobody_knows_is_left_out(listed: str) -> None:
    assert READER.leaves_out(listed)
