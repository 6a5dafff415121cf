"""Every message becomes parts within the limits, and nothing of it is lost."""

import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.messenger.platform import LIMITS as MESSENGER_LIMITS
from gateway.channels.outgoing import Choice, Limits, Link, Outgoing, Part, Words, below, outgoing
from gateway.channels.parts import parts, split
from gateway.channels.zalo.platform import LIMITS as ZALO_LIMITS

WORDS = Words(
    "Choose:", "More:", "Answer with the number.", "Several.", "Take", "Share", "LEE SPA", "pictures/rooms_lee_spa.svg"
)
MESSENGER, ZALO = MESSENGER_LIMITS, ZALO_LIMITS
LIST = Limits(2000, 0, 100, pages=False)


def choices(*titles: str) -> tuple[Choice, ...]:
    return tuple(Choice(title, f"token-{title}") for title in titles)


def test_a_long_text_ends_where_sentences_end() -> None:
    sentence = "Bên em mở cửa từ chín giờ sáng. "
    made = split(sentence * 200, 2000)
    assert all(len(piece) <= 2000 and piece.endswith("sáng.") for piece in made)
    assert " ".join(made) == (sentence * 200).strip()


def test_paragraphs_stay_together() -> None:
    paragraph = "a b c. " * 200
    assert split(f"{paragraph}\n\n{paragraph}", 2000) == [paragraph.strip()] * 2


@given(st.text(alphabet=st.sampled_from("aă ̣.\n!👩‍🦰ế"), max_size=400), st.integers(5, 60))
def test_no_letter_is_lost_and_no_piece_too_long(text: str, most: int) -> None:
    made = split(text, most)
    assert all(0 < len(piece) <= most for piece in made)
    assert "".join("".join(made).split()) == "".join(text.split())


def test_letters_in_two_pieces_count_as_one() -> None:
    text = unicodedata.normalize("NFD", "Ế" * 2000)
    (part,) = parts(Outgoing(text), MESSENGER, WORDS)
    assert part.text == "Ế" * 2000


def test_choices_stand_below_the_last_of_the_text() -> None:
    made = parts(Outgoing("word " * 1000, choices("Yes", "No")), MESSENGER, WORDS)
    assert len(made) == 3
    assert [len(part.choices) for part in made] == [0, 0, 2]


def test_more_than_fit_go_on_further_pages_or_become_a_list() -> None:
    seven, titles = choices(*"ABCDEFG"), list("ABCDEFG")
    paged = parts(Outgoing("Which?", seven), ZALO, WORDS)
    assert [[one.title for one in part.choices] for part in paged] == [titles[:5], titles[5:]]
    assert [part.text for part in paged] == ["Which?", "More:"]
    fourteen = choices(*map(str, range(100, 114)))
    (listed,) = parts(Outgoing("Which?", fourteen), MESSENGER, WORDS)
    assert listed.numbered == tuple(one.token for one in fourteen) and not listed.choices
    assert listed.text.startswith("Which?\n\n1. 100\n") and listed.text.endswith("14. 113\nAnswer with the number.")


def test_long_titles_are_shortened_and_told_in_full() -> None:
    long = choices("Six steps of back massage, 150 minutes", "Short")
    (part,) = parts(Outgoing("Which?", long), MESSENGER, WORDS)
    assert "1. Six steps of back massage, 150 minutes\n2. Short" in part.text
    assert [one.title for one in part.choices] == ["1. Six steps of bac…", "2. Short"]
    assert part.numbered == tuple(one.token for one in long)


def test_choices_without_words_get_some_and_a_picture_goes_first() -> None:
    made = parts(Outgoing("", choices("Yes"), "pictures/a.svg"), MESSENGER, WORDS)
    assert made == [Part(picture="pictures/a.svg"), Part("Choose:", choices("Yes"))]
    assert parts(Outgoing("", (), "pictures/a.svg"), MESSENGER, WORDS) == [Part(picture="pictures/a.svg")]


titles = st.lists(st.text(alphabet="abc ́ế,", min_size=1, max_size=150).filter(str.strip), max_size=40)


@given(
    st.text(max_size=3000),
    titles,
    st.sampled_from([MESSENGER, ZALO, LIST]),
    st.sampled_from([None, "multi", "times", "cards"]),
)
def test_nothing_is_dropped_and_no_limit_broken(text: str, names: list[str], limits: Limits, shape: str | None) -> None:
    given_ones = tuple(Choice(title.strip(), str(number), title.strip()) for number, title in enumerate(names))
    made = parts(Outgoing(text, given_ones, shape=shape), limits, WORDS)
    listed = [token for part in made for token in part.numbered]
    pressed = [one.token for part in made for one in (*part.choices, *part.cards)]
    assert [one.token for one in given_ones] in (listed, pressed)
    for part in made:
        assert 0 < len(part.text) <= limits.text or part.cards
        assert len(part.choices) <= limits.choices and len(part.cards) <= limits.cards
        assert all(0 < len(one.title) <= limits.title for one in part.choices)


def test_what_stands_in_the_outbox_becomes_a_description() -> None:
    row = {"text": "Hi", "buttons": [{"title": "A", "token": "t"}], "image": None, "custom": {"person": "Lan"}}
    assert outgoing(row) == Outgoing("Hi", (Choice("A", "t"),), person="Lan")
    assert outgoing({**row, "custom": None, "asking": True}).asking


FILE = Link("file", "Add to calendar", "https://spa.example/calendar/booking/1.ics")
PHONE = Link("phone", "Call us", "tel:+842360000101")


def test_links_are_buttons_where_they_fit_and_else_words() -> None:
    booked = Outgoing("It is booked.", links=(FILE, PHONE))
    for limits in (MESSENGER, ZALO):
        assert parts(booked, limits, WORDS) == [Part("It is booked.", links=(FILE, PHONE))]
    said = "It is booked.\nAdd to calendar: https://spa.example/calendar/booking/1.ics\nCall us: +842360000101"
    assert parts(booked, LIST, WORDS) == [Part(said)]
    asked = replace(booked, choices=choices("Yes"))
    assert parts(asked, MESSENGER, WORDS) == [Part(said, choices("Yes"))]
    assert parts(replace(booked, links=(replace(FILE, title="x" * 21),)), MESSENGER, WORDS)[0].links == ()
    local = replace(FILE, url="/calendar/booking/1.ics")
    assert below(replace(booked, links=(local, PHONE)), "https://spa.example") == booked
    assert parts(replace(booked, links=(local,)), MESSENGER, WORDS)[0].links == ()


def test_cards_are_cards_where_a_platform_has_them() -> None:
    two = tuple(Choice(f"{name} · 60'", f"t{name}", name, "60'") for name in "AB")
    offered = Outgoing("Which?", two, shape="cards")
    assert parts(offered, MESSENGER, WORDS) == [Part("Which?"), Part(cards=two, take="Take")]
    assert parts(offered, ZALO, WORDS) == [Part("Which?", two)]
    long = Outgoing("Which?", (replace(two[0], detail="x" * 81), two[1]), shape="cards")
    assert parts(long, MESSENGER, WORDS) == [Part("Which?", long.choices)]


def test_several_may_be_chosen_by_their_numbers_and_none_of_them_by_a_button() -> None:
    listed = (*choices("Pregnant", "Fever"), Choice("None of these", "none", alone=True))
    asked = Outgoing("Which of these?", listed, shape="multi")
    (part,) = parts(asked, MESSENGER, WORDS)
    assert part.text == "Which of these?\n\n1. Pregnant\n2. Fever\n3. None of these\nSeveral."
    assert part.several and part.choices == listed[2:] and part.numbered == tuple(one.token for one in listed)
    assert parts(asked, LIST, WORDS)[0].choices == ()


def test_what_the_outbox_says_of_choices_and_links_is_described() -> None:
    row = {
        "text": "Which?",
        "buttons": [{"title": "A", "token": "t", "name": "A", "alone": True, "day": "2026-11-28"}],
        "custom": {"choices": "cards", "links": [{"kind": "file", "title": FILE.title, "url": FILE.url}]},
    }
    assert outgoing(row) == Outgoing("Which?", (Choice("A", "t", "A", alone=True),), shape="cards", links=(FILE,))
