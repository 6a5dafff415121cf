"""What the assistant may answer, and when a person is awaited: in a person's conversation an emergency alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from gateway.emergency import is_emergency_message
from gateway.messages import Reply
from gateway.modes import Modes

# Answers after which somebody of the house is awaited.
_PROMISES_A_PERSON = frozenset(
    {"utter_talk_to_human", "utter_complaint", "utter_call_back", "utter_consult", "utter_consent_withdrawn"}
)


class Hears(Protocol):
    def in_text(self, text: str) -> bool:
        """Whether the words may tell of an emergency."""


@dataclass(frozen=True)
class Attention:
    modes: Modes
    emergencies: Hears

    def shown(self, conversation: str, replies: list[Reply]) -> list[Reply]:
        """All of them, unless a person took over while the assistant was thinking."""
        if not self.modes.of(conversation).is_a_persons:
            return replies
        return [reply for reply in replies if is_emergency_message(reply.response)]

    def note(self, conversation: str, replies: Sequence[Reply], now: datetime) -> None:
        """Remember that a person is awaited, if that is what is said."""
        if any(reply.response in _PROMISES_A_PERSON or is_emergency_message(reply.response) for reply in replies):
            self.modes.ask(conversation, now)

    def is_silent(self, row: Any) -> bool:
        """Whether a person answers this row of the inbox, or had the conversation when it came."""
        state = self.modes.of(row.conversation)
        if state.since is None:  # nobody ever had it
            return False
        theirs = state.is_a_persons or self.modes.was_a_persons(row.conversation, row.received_at)
        return theirs and not self.emergencies.in_text(row.text or "")
