"""One message on its way through the dialogue: kept with what it left behind, so that a repeat changes nothing.

Rasa hands neither the message's name nor the replies to the store that saves the dialogue: both come along here.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

KIND = "answered"  # of the record behind the events of a stored dialogue


@dataclass
class Heard:
    message_id: str
    covers: list[str]  # the names of what was typed in one go
    replies: list[dict[str, Any]] = field(default_factory=list)
    left: DialogueStateTracker | None = None  # the dialogue as it was saved: it need not be read again
    before: dict[str, Any] | None = None  # the record of the last message that was answered, once the dialogue was read

    @property
    def record(self) -> list[dict[str, Any]]:
        """What is kept of it; without a reply nothing, for it is tried again."""
        known = {"event": KIND, "message_id": self.message_id, "covers": self.covers, "replies": self.replies}
        return [known] if self.replies else []

    @property
    def is_repeat(self) -> bool:
        return self.before is not None and self.before["message_id"] == self.message_id


heard: ContextVar[Heard | None] = ContextVar("heard", default=None)
