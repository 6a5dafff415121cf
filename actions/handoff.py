"""The ways to a person, and to one's own data."""

from typing import Any

from rasa_sdk.events import EventType

from actions import calling, draft
from actions.base import SpaAction, Turn, anew, reset
from actions.conversation import leave
from spa import export, privacy
from spa.store.database import writing


class ActionTalkToHuman(SpaAction):
    def name(self) -> str:
        return "action_talk_to_human"

    def perform(self, turn: Turn) -> list[EventType]:
        calls, heard = calling.is_wanted(turn), draft.hear(turn)
        if calls and heard.get("phone"):
            return calling.take_number(turn, heard)
        draft.note_for_staff(turn, "talk_to_human")
        turn.say("utter_talk_to_human")
        calling.say_when(turn)
        return calling.ask_number(turn) if calls and not turn.form else []


class ActionComplaint(SpaAction):
    def name(self) -> str:
        return "action_complaint"

    def perform(self, turn: Turn) -> list[EventType]:
        draft.note_for_staff(turn, "complaint")
        turn.say("utter_complaint")
        calling.say_when(turn)
        return []


class ActionRunningLate(SpaAction):
    """Tells the venue that the customer comes later."""

    def name(self) -> str:
        return "action_running_late"

    def perform(self, turn: Turn) -> list[EventType]:
        if not draft.upcoming(turn):
            turn.say("utter_late_for_what")
            return []
        draft.note_for_staff(turn, "running_late", bookings=[one.id for one in draft.upcoming(turn)])
        turn.say("utter_running_late")
        return []


class ActionWithdrawConsent(SpaAction):
    """Takes effect at once, in any state: nothing is asked on, the answers go, a person takes over."""

    def name(self) -> str:
        return "action_withdraw_consent"

    def perform(self, turn: Turn) -> list[EventType]:
        with writing(turn.services.engine) as connection:
            privacy.withdraw(connection, turn.conversation, turn.now)
        draft.note_for_staff(turn, "consent_withdrawn")
        turn.say("utter_consent_withdrawn")
        return leave(turn)


class ActionShowMyData(SpaAction):
    def name(self) -> str:
        return "action_show_my_data"

    def perform(self, turn: Turn) -> list[EventType]:
        if turn.slot("requested_slot") == "consent" and turn.is_question:
            return reset("consent_told")  # its whole text comes again and says it
        with writing(turn.services.engine) as connection:
            data = export.held(connection, turn.conversation, turn.now)
            token = export.link(connection, turn.conversation, turn.now)
        link = export.address(turn.services.settings.public_url, token)
        known: dict[str, Any] = {name: data["person"].get(name) or "–" for name in ("name", "phone")}
        known |= {name: len(data[name]) for name in ("bookings", "consents", "screenings")}
        turn.say("utter_my_data", link=link, **known)
        return []


class ActionDeleteMyData(SpaAction):
    def name(self) -> str:
        return "action_delete_my_data"

    def perform(self, turn: Turn) -> list[EventType]:
        leave(turn)
        with writing(turn.services.engine) as connection:
            privacy.erase(connection, turn.conversation, turn.now)
        draft.note_for_staff(turn, "data_deleted")
        turn.say("utter_data_deleted", mark="erase")
        return anew(turn)
