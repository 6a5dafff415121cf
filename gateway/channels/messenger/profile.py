"""What Messenger shows before anybody writes: greeting, Get started, the lasting menu and ice breakers, in both languages."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.channels.menu import START, Menu

LOCALES = {"default": "en", "vi_VN": "vi"}
_GREETING, _ICE_BREAKERS = 160, 4  # letters, entries


def profile(menu: Menu, facts: Callable[[str], Mapping[str, str]]) -> dict[str, Any]:
    """The body for `messenger_profile`; `facts` of the venue, by language."""
    languages = LOCALES.items()
    return {
        "greeting": [
            {"locale": locale, "text": menu.texts.say("utter_channel_greeting", language, facts(language))[:_GREETING]}
            for locale, language in languages
        ],
        "get_started": {"payload": START},
        "persistent_menu": [
            {"locale": locale, "composer_input_disabled": False, "call_to_actions": _entries(menu, language)}
            for locale, language in languages
        ],
        "ice_breakers": [
            {"locale": locale, "call_to_actions": _questions(menu, language)} for locale, language in languages
        ],
    }


def _entries(menu: Menu, language: str) -> list[dict[str, str]]:
    return [{"type": "postback", "title": title, "payload": payload} for title, payload in menu.entries(language)]


def _questions(menu: Menu, language: str) -> list[dict[str, str]]:
    return [{"question": title, "payload": payload} for title, payload in menu.entries(language)[:_ICE_BREAKERS]]
