"""Gives a conversation back to the assistant, with a word to the customer: when a person does, and by the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gateway.conversations import Conversations
from gateway.messages import Reply
from gateway.modes import Modes
from gateway.pushes import Pushes

_GIVEN_BACK = "utter_given_back"


@dataclass(frozen=True)
class HandOver:
    modes: Modes
    conversations: Conversations
    pushes: Pushes
    now: Callable[[], datetime]

    def give_back(self, id: str, who: str) -> bool:
        """False where it was the assistant's already."""
        given = self.modes.give_back(id, who, self.now())
        if given:
            self._say(id)
        return given

    def round(self) -> None:
        """What nobody wrote in for too long."""
        for id in self.modes.give_back_overdue(self.now()):
            self._say(id)

    def _say(self, id: str) -> None:
        state, now = self.conversations.store.conversation(id), self.now()
        if state is None:
            return
        text = self.conversations.text(_GIVEN_BACK, state.venue_id, state.language)
        key = f"given_back:{self.modes.changes(id)[-1].id}"
        self.pushes.push(key, id, Reply(text, _GIVEN_BACK), state.language, now, now)
