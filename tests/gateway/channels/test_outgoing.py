"""Every message becomes parts within the limits, and nothing of it is lost."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.outgoing import Choice, Limits, Outgoing, Part, Words, outgoing, parts, split

WORDS = Words("Choose:", "More:", "Answer with the number.", "Share", "LEE SPA", "pictures/rooms_lee_spa.svg")
MESSENGER, ZALO = Limits(2000, 13, 20, pages=False), Limits(2000, 5, 100, pages=True)
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


@given(st.text(max_size=3000), titles, st.sampled_from([MESSENGER, ZALO, LIST]))
def test_nothing_is_dropped_and_no_limit_broken(text: str, names: list[str], limits: Limits) -> None:
    given_ones = tuple(Choice(title.strip(), str(number)) for number, title in enumerate(names))
    made = parts(Outgoing(text, given_ones), limits, WORDS)
    shown = [one.token for part in made for one in part.choices] or [token for part in made for token in part.numbered]
    assert shown == [one.token for one in given_ones]
    for part in made:
        assert 0 < len(part.text) <= limits.text and len(part.choices) <= limits.choices
        assert all(0 < len(one.title) <= limits.title for one in part.choices)


def test_what_stands_in_the_outbox_becomes_a_description() -> None:
    row = {"text": "Hi", "buttons": [{"title": "A", "token": "t"}], "image": None, "custom": {"person": "Lan"}}
    assert outgoing(row) == Outgoing("Hi", (Choice("A", "t"),), person="Lan")
    assert outgoing({**row, "custom": None, "asking": True}).asking


def test_links_files_and_numbers_are_said_in_words_where_nothing_else_is_possible() -> None:
    links = [
        {"kind": "file", "title": "Add to my calendar", "url": "https://spa.example/calendar/booking/1.ics"},
        {"kind": "phone", "title": "Call us", "url": "tel:+842360000101"},
    ]
    made = outgoing({"text": "It is booked.", "buttons": [], "custom": {"links": links, "choices": "times"}})
    assert made.text.splitlines() == [
        "It is booked.",
        "Add to my calendar: https://spa.example/calendar/booking/1.ics",
        "Call us: +842360000101",
    ]
