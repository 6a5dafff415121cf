"""The words of a message: which response it is, in which language, and what stands in its braces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.messages import Reply
from gateway.texts import Texts
from spa.booking import Booking
from spa.knowledge import Venue, facts
from spa.messages import Message
from spa.messages.wording import details

RESPONSES = {
    "reminder_day": "utter_message_reminder_day",
    "reminder_hours": "utter_message_reminder_hours",
    "confirmation": "utter_message_confirmation",
    "moved": "utter_message_moved",
    "cancelled": "utter_message_cancelled",
    "moved_by_house": "utter_message_moved_by_house",
    "cancelled_by_house": "utter_message_cancelled_by_house",
    "accepted": "utter_message_accepted",
    "waitlist_offer": "utter_message_waitlist_offer",
    "declined": "utter_message_declined",
    "proposed": "utter_message_proposed",
    "questions": "utter_message_questions",
}


@dataclass(frozen=True)
class Wording:
    texts: Texts
    venues: Mapping[str, Venue]
    public_url: str
    calendar_url: Callable[[int], str]

    def reply(self, message: Message, booked: Booking | None, language: str) -> Reply:
        """As it stands in the chat, with its buttons."""
        name, known = RESPONSES[message.kind], self._known(message, booked, language)
        return Reply(self.texts.say(name, language, known), name, self.texts.buttons(name, language, known))

    def email(self, message: Message, booked: Booking, language: str) -> str:
        """The text of an e-mail; its first line is the subject."""
        known = self._known(message, booked, language)
        parts = (RESPONSES[message.kind], "utter_email_footer")
        return "\n\n".join(self.texts.say(name, language, known) for name in parts) + "\n"

    def calendar_note(self, booked: Booking) -> str:
        known = {**facts(self.venues[booked.venue_id], booked.language), **self._of(booked, booked.language)}
        return self.texts.say("utter_calendar_customer", booked.language, known)

    def _known(self, message: Message, booked: Booking | None, language: str) -> dict[str, str]:
        told = {name: str(value) for name, value in message.values.items()}
        chat = {"chat": f"{self.public_url}/{message.venue_id}"}
        about = self._of(booked, language) if booked else {}
        return {**facts(self.venues[message.venue_id], language), **chat, **told, **about}

    def _of(self, booked: Booking, language: str) -> dict[str, str]:
        known = details(self.venues[booked.venue_id], booked, language)
        return {**known, "calendar": self.calendar_url(booked.id)}
