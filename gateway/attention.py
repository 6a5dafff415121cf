"""Whose a conversation is: the assistant's, or a person's who answers from a desk or a platform's own inbox."""

from dataclasses import dataclass

from gateway.channels.threads import PERSON, Threads
from gateway.emergency import Emergencies


@dataclass(frozen=True)
class Attention:
    threads: Threads
    emergencies: Emergencies

    def is_a_persons(self, conversation: str) -> bool:
        return self.threads.mode(conversation) == PERSON

    def rings(self, text: str) -> bool:
        """Whether the assistant is to answer all the same."""
        return self.emergencies.in_text(text)
