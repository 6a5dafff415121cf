"""The command for the channels: it says what is missing, sets the menu, and keeps tokens without showing them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import channels
import settings
from channels import NotDone, manage
from settings import SettingsError
from tests.fakes.platforms import OA, Platforms, environ, serving
from tests.gateway.channels.parts import channel_settings

ENVIRON = {name: value for name, value in environ("").items() if not name.endswith("_BASE")}


def chosen(base: str, tmp_path: Path, **environ: str) -> settings.Settings:
    return channel_settings(base, GATEWAY_DATABASE_URL=f"sqlite:///{tmp_path}/gateway.db", **environ)


def nobody(question: str) -> str:
    raise AssertionError(question)


async def test_a_fresh_machine_is_told_that_both_are_off() -> None:
    lines = await manage(settings.read({"GATEWAY_DATABASE_URL": "sqlite://"}), ["check"], nobody)
    assert lines == [
        "Website: http://localhost:8000, and on no other site: ALLOWED_ORIGINS is not set.",
        "Messenger is off: FB_PAGES is not set.",
        "Zalo is off: ZALO_ACCOUNTS is not set.",
    ]


async def test_the_check_names_the_sites_that_hold_the_chat() -> None:
    environ = {"GATEWAY_DATABASE_URL": "sqlite://", "ALLOWED_ORIGINS": "https://www.my-spa.vn,https://b.vn"}
    lines = await manage(settings.read({**environ, "PUBLIC_URL": "https://chat.my-spa.vn"}), ["check"], nobody)
    assert lines[0] == "Website: https://chat.my-spa.vn, and on https://www.my-spa.vn, https://b.vn."


async def test_the_check_says_what_is_missing(tmp_path: Path) -> None:
    async with serving(Platforms()) as base:
        lines = await manage(chosen(base, tmp_path, FB_PAGE_TOKENS="111=old"), ["check"], nobody)
    missing = [line for line in lines if line.startswith("MISSING")]
    assert [line.split(":")[1].split(" is ")[0].strip() for line in missing] == [
        "PUBLIC_URL",
        "FB_PAGE_TOKENS",
        f"Zalo {OA}",
    ]


async def test_seeded_tokens_are_good_from_then_on(tmp_path: Path) -> None:
    answers: Iterator[str] = iter(["access-1\n", "refresh-1 "])
    async with serving(Platforms()) as base:
        known = chosen(base, tmp_path, PUBLIC_URL="https://spa.example")
        kept = await manage(known, ["seed", OA], lambda question: next(answers))
        lines = await manage(known, ["check"], nobody)
    assert "Messenger page 111 (lee_spa): the token is valid without an end" in lines
    assert f"Zalo account {OA} (danang_reviews): access until" in "\n".join(lines)
    assert not [line for line in lines if line.startswith("MISSING")]
    told = "\n".join([*kept, *lines]) + (tmp_path / "gateway.db").read_bytes().decode("latin-1")
    assert "access-1" not in told and "refresh-1" not in told


async def test_the_menu_is_set_in_both_languages(tmp_path: Path) -> None:
    fake = Platforms()
    async with serving(fake) as base:
        assert await manage(chosen(base, tmp_path), ["menu"], nobody) == ["The menu of page 111 is set."]
    menu: dict[str, Any] = fake.profile
    assert menu["get_started"] == {"payload": "start"}
    for name in ("greeting", "persistent_menu", "ice_breakers"):
        assert [one["locale"] for one in menu[name]] == ["default", "vi_VN"]
    assert all(len(one["text"]) <= 160 and "LEE SPA" in one["text"] for one in menu["greeting"])
    entries = [one for each in menu["persistent_menu"] for one in each["call_to_actions"]]
    assert {one["payload"] for one in entries} == {"m:0", "m:1", "m:2", "m:3"}
    assert all(len(one["title"]) <= 30 for one in entries)
    assert all(len(each["call_to_actions"]) <= 4 for each in menu["ice_breakers"])


@pytest.mark.parametrize("arguments", [[], ["seed"], ["seed", "5"], ["all"]])
async def test_what_cannot_be_done_is_said(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(NotDone):
        await manage(chosen("https://x", tmp_path), arguments, nobody)
    assert channels.USAGE


@pytest.mark.parametrize(
    "left",
    [
        "FB_PAGE_TOKENS",
        "FB_APP_ID",
        "FB_APP_SECRET",
        "FB_VERIFY_TOKEN",
        "ZALO_APP_ID",
        "ZALO_APP_SECRET",
        "ZALO_OA_SECRET_KEY",
    ],
)
@pytest.mark.parametrize("value", ["", "111=${SECRET}"])
def test_a_channel_that_is_on_needs_every_secret(left: str, value: str) -> None:
    with pytest.raises(SettingsError, match=left):
        settings.read({**ENVIRON, left: value})


@pytest.mark.parametrize(
    "variables",
    [
        {"FB_PAGES": "lee_spa"},
        {"FB_PAGES": "111=lee_spa,112=danang_reviews"},  # no token for the second
        {"FB_PAGE_TOKENS": "secret"},
        {"FB_GRAPH_BASE": "http://graph.example"},
        {"ZALO_ACCOUNTS": "x=lee_spa"},
        {"ZALO_BUTTON_MODE": "pictures"},
        {"ZALO_SECRET_PROOF": "yes"},
    ],
)
def test_a_value_that_cannot_be_used_is_named(variables: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read({**ENVIRON, **variables})
    assert str(refused.value).startswith(("FB_PAGE", "FB_GRAPH", "ZALO")) and "secret" not in str(refused.value)


def test_production_talks_to_the_platforms_alone() -> None:
    secrets = {"ENVIRONMENT": "production", "RASA_TOKEN": "a", "SECRET_KEY": "b", "DATA_KEYS": "k" * 32}
    assert settings.read({**ENVIRON, **secrets}).fb_graph_base == "https://graph.facebook.com"
    with pytest.raises(SettingsError, match="ZALO_API_BASE"):
        settings.read({**ENVIRON, **secrets, "ZALO_API_BASE": "https://127.0.0.1:1"})


def test_secrets_are_not_shown_and_reach_the_processes() -> None:
    read = settings.read(ENVIRON)
    assert "fb-app-secret-test" not in repr(read) and "PAGE_TOKEN" not in repr(read)
    assert settings.read(read.variables()) == read
