"""The words of the pages: in both languages, each used, none missing, and every form with its token."""

import re
from pathlib import Path

import pytest

from desk.look import HERE, Look
from spa.staff.audit import KINDS
from spa.staff.rights import ROLES

TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
CODE = [*TEMPLATES, *sorted(HERE.rglob("*.py"))]
WHOLE = re.compile(r"""["']([a-z_]+\.\w+)["']""")
BEGUN = re.compile(r"""["']([a-z_]+\.\w*)["'] ~|f["']([a-z_]+\.\w*)\{""")  # the rest is a role, a state, a kind
TEXTS = Look().texts


def source(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_every_text_that_a_template_says_is_there() -> None:
    said = {
        (key, file.name) for file in TEMPLATES for key in re.findall(r"""\bt\(["']([^"']+)["'][,)]""", source(file))
    }
    assert {(key, name) for key, name in said if key not in TEXTS} == set()


def test_every_text_is_used() -> None:
    whole = {key for file in CODE for key in WHOLE.findall(source(file))}
    begun = tuple(a or b for file in CODE for a, b in BEGUN.findall(source(file)))
    assert [key for key in TEXTS if key not in whole and not key.startswith((*begun, "errors."))] == []


def test_what_is_put_together_is_there() -> None:
    assert [role for role in ROLES if f"roles.{role}" not in TEXTS] == []
    assert [kind for kind in KINDS if f"audit.kind_{kind}" not in TEXTS] == []


def test_both_languages_take_the_same_values() -> None:
    def places(key: str, language: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", TEXTS.raw(key, language)))

    assert [key for key in TEXTS if places(key, "en") != places(key, "vi")] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_form_carries_its_token_and_no_script_stands_in_a_page(template: Path) -> None:
    text = source(template)
    forms = re.findall(r"<form[^>]*method=.post.*?</form>", text, re.DOTALL)
    assert [form for form in forms if "hidden(csrf)" not in form] == []
    assert re.findall(r"\son\w+=|\sstyle=|<style|<script(?![^>]*src=)|\|\s*safe", text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_words_stand_in_a_template(template: Path) -> None:
    """Between the tags there is nothing but what comes from the texts and from the database."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source(template), flags=re.DOTALL)
    assert re.findall(r"[^\W\d_]{2,}", bare) == []


def test_the_guide_names_things_as_the_pages_do() -> None:
    """What stands in italics for the staff is the beginning of a text."""
    guide = source(HERE.parent / "docs" / "desk.md").partition("## How a page is written")[0]
    named = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", " ".join(guide.split())))
    said = [TEXTS.raw(key, "en") for key in TEXTS]
    assert len(named) > 20
    assert [name for name in named if not any(text.startswith(name) for text in said)] == []
