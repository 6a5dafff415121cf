"""The ways to a person, and to one's own data."""

from rasa_sdk.events import EventType

from actions import draft
from actions.base import SpaAction, Turn, reset
from actions.conversation import leave
from spa.privacy import erase, held_data
from spa.screening import records
from spa.store.database import reading, writing


class ActionTalkToHuman(SpaAction):
    def name(self) -> str:
        return "action_talk_to_human"

    def perform(self, turn: Turn) -> list[EventType]:
        draft.note_for_staff(turn, "talk_to_human")
        turn.say("utter_talk_to_human")
        return []


class ActionComplaint(SpaAction):
    def name(self) -> str:
        return "action_complaint"

    def perform(self, turn: Turn) -> list[EventType]:
        draft.note_for_staff(turn, "complaint")
        turn.say("utter_complaint")
        return []


class ActionRunningLate(SpaAction):
    """Tells the venue that the customer comes later."""

    def name(self) -> str:
        return "action_running_late"

    def perform(self, turn: Turn) -> list[EventType]:
        draft.note_for_staff(turn, "running_late", bookings=[one.id for one in draft.upcoming(turn)])
        turn.say("utter_running_late")
        return []


class ActionWithdrawConsent(SpaAction):
    """Takes effect at once, in any state: nothing is asked on, the answers go, a person takes over."""

    def name(self) -> str:
        return "action_withdraw_consent"

    def perform(self, turn: Turn) -> list[EventType]:
        with writing(turn.services.engine) as connection:
            records.withdraw_consent(connection, turn.conversation, turn.now)
        draft.note_for_staff(turn, "consent_withdrawn")
        turn.say("utter_consent_withdrawn")
        return leave(turn)


class ActionShowMyData(SpaAction):
    def name(self) -> str:
        return "action_show_my_data"

    def perform(self, turn: Turn) -> list[EventType]:
        if turn.slot("requested_slot") == "consent" and turn.is_question:
            return reset("consent_told")  # its whole text comes again and says it
        with reading(turn.services.engine) as connection:
            data = held_data(connection, turn.conversation)
        turn.say("utter_my_data", **data)
        return []


class ActionDeleteMyData(SpaAction):
    def name(self) -> str:
        return "action_delete_my_data"

    def perform(self, turn: Turn) -> list[EventType]:
        with writing(turn.services.engine) as connection:
            erase(connection, turn.conversation, turn.now)
        draft.note_for_staff(turn, "data_deleted")
        turn.say("utter_data_deleted")
        return [*leave(turn), *reset("name", "phone", "email")]
