"""Answering on our own page instead of in the chat: a link for each guest, good once."""

from rasa_sdk.events import EventType, SlotSet

from actions import draft, party
from actions.base import Turn
from spa.screening import links
from spa.store.database import reading, writing

ASKED, DONE, HERE = "page", "page_done", "here"  # answers to the question for the consent


def offer(turn: Turn) -> list[EventType]:
    """Say the links; in the chat the question for the consent stays open."""
    guests = party.size(turn, draft.held(turn))
    with writing(turn.services.engine) as connection:
        tokens = links.make(connection, turn.conversation, turn.venue.id, guests, turn.now)
    addresses = [links.address(turn.services.settings.public_url, token) for token in tokens]
    turn.say("utter_our_page", links="\n".join(f"{address}?language={turn.language}" for address in addresses))
    return [SlotSet("consent_told", ASKED)]


def is_answered(turn: Turn) -> bool:
    with reading(turn.services.engine) as connection:
        return links.is_answered(connection, turn.conversation)
