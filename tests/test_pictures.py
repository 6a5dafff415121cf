"""Pictures for what people would rather look at: each is there in both formats, shows its own venue and loads nothing."""

import re
import struct
from dataclasses import replace
from pathlib import Path

import pytest

import bootstrap
from spa.errors import KnowledgeError
from spa.knowledge import Venue, facts, load_venues
from tests.texts import LANGUAGES, ROOT, responses

WIDGET = ROOT / "widget"
DRAWINGS = sorted((WIDGET / "pictures").glob("*.svg"))
VENUES = load_venues(ROOT / "knowledge" / "venues")
IMAGES = {
    name: {str(variation.get("image", "")) for variation in variations}
    for name, variations in responses("responses", "data").items()
    if any("image" in variation for variation in variations)
}


def shown(venue: Venue) -> set[str]:
    """Every picture that somebody at this venue can be sent."""
    return {image.format_map(facts(venue, "en")) for images in IMAGES.values() for image in images} - {""}


def test_both_languages_of_an_answer_show_the_same_picture() -> None:
    assert {name: images for name, images in IMAGES.items() if len(images) != 1} == {}


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.id)
def test_what_is_shown_is_there_for_the_page_and_for_channels(venue: Venue) -> None:
    for image in shown(venue):
        assert (WIDGET / image).is_file(), image
        assert (WIDGET / image).with_suffix(".png").is_file(), image


def test_no_picture_is_never_shown() -> None:
    used = set().union(*(shown(venue) for venue in VENUES.values()))
    assert {f"pictures/{drawing.name}" for drawing in DRAWINGS} == used
    assert {drawing.stem for drawing in DRAWINGS} == {file.stem for file in (WIDGET / "pictures").glob("*.png")}


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_the_png_has_the_proportions_of_the_drawing_and_is_sharp(drawing: Path) -> None:
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawing.read_text(encoding="utf-8"))[0])
    assert struct.unpack(">II", drawing.with_suffix(".png").read_bytes()[16:24]) == (2 * width, 2 * height)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_loads_and_runs_nothing(drawing: Path) -> None:
    text = drawing.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.findall(r"https?:|href=.(?!#)|<script|<image|<foreignObject|@import|url\((?!#)|\bon\w+=", text)
    assert "aria-label=" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_words_for_every_picture(language: str) -> None:
    words = (WIDGET / "strings.js").read_text(encoding="utf-8").split("  vi: {")[language == "vi"]
    told = re.findall(r"^ {6}(\w+):", words, re.MULTILINE)
    untold = [drawing.stem for drawing in DRAWINGS if not drawing.stem.startswith(tuple(told))]
    assert untold == []


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.id)
def test_the_rooms_of_a_venue_are_drawn_and_no_others(venue: Venue) -> None:
    """As its answer names them, in both languages."""
    drawn = (WIDGET / venue.pictures["rooms"]).read_text(encoding="utf-8")
    for language, shape in (("en", r'class="name">([^<]+)<'), ("vi", r'class="vi">([^<]+)<')):
        labels = [label.casefold() for label in re.findall(shape, drawn)]
        named = re.split(r", plus |, cùng |, | and | và ", facts(venue, language)["rooms"].replace(" rooms", ""))
        assert [label.removesuffix(" room") for label in labels] == [one.removeprefix("a ") for one in named]


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.id)
def test_the_steps_of_a_venue_are_drawn_in_their_order(venue: Venue) -> None:
    drawn = (WIDGET / venue.pictures["steps"]).read_text(encoding="utf-8")
    assert re.findall(r">(\d)</text>", drawn) == [str(number) for number in range(1, len(venue.procedure) + 1)]
    assert ("bubble" in drawn) == ("bubble" in str(venue.procedure))


def test_a_picture_that_is_not_there_is_refused_by_name() -> None:
    lost = replace(VENUES["lee_spa"], pictures={"rooms": "pictures/rooms_nowhere.svg"})
    with pytest.raises(
        KnowledgeError, match=r"lee_spa.yml: pictures.rooms: there is no widget/pictures/rooms_nowhere.svg"
    ):
        bootstrap.check_pictures(lost)


def test_a_venue_without_drawings_shows_none() -> None:
    plain = replace(VENUES["lee_spa"], pictures={})
    bootstrap.check_pictures(plain)
    assert not {image for image in shown(plain) if "rooms" in image or "steps" in image}
