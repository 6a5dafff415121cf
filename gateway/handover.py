"""Takes a conversation over from the assistant and gives it back, with a word to the customer each time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.messages import Reply
from gateway.modes import Modes
from gateway.pushes import Pushes

_HERE, _GIVEN_BACK = "utter_person_here", "utter_given_back"


@dataclass(frozen=True)
class HandOver:
    """`state` gives the row of a conversation, `text` what the gateway says of a venue."""

    modes: Modes
    pushes: Pushes
    state: Callable[[str], Any | None]
    text: Callable[..., str]
    now: Callable[[], datetime]

    def take(self, id: str, who: str, name: str) -> bool:
        """Whether it is theirs now; a colleague's cannot be taken. The customer is told who is here, once."""
        before = self.modes.of(id)
        taken = self.modes.take(id, who, self.now())
        if taken and before.who != who:
            self._say(id, _HERE, name)
        return taken

    def hand_on(self, id: str, who: str, to: str, name: str) -> bool:
        """To a colleague, of whom the customer is told. False where it is not theirs to hand on."""
        handed = self.modes.hand_on(id, who, to, self.now())
        if handed:
            self._say(id, _HERE, name)
        return handed

    def give_back(self, id: str, who: str) -> bool:
        """False where it was the assistant's already."""
        had = self.modes.of(id).is_a_persons
        given = self.modes.give_back(id, who, self.now())
        if given and had:
            self._say(id, _GIVEN_BACK)
        return given

    def round(self) -> None:
        """What nobody wrote in for too long."""
        for id in self.modes.give_back_overdue(self.now()):
            self._say(id, _GIVEN_BACK)

    def _say(self, id: str, response: str, name: str = "") -> None:
        """Once for each change of whose it is."""
        state, now = self.state(id), self.now()
        if state is None:
            return
        text = self.text(response, state.venue_id, state.language, name=name)
        reply = Reply(text, response, custom={"person": name} if name else None)
        self.pushes.push(f"{response}:{self.modes.changes(id)[-1].id}", id, reply, state.language, now, now)
