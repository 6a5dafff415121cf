"""The window holds what a dialogue needs, and stays small."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from extensions.tracker_store import TURNS, WindowTrackerStore, window

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [inform]
    slots:
      name: {type: any, influence_conversation: false, mappings: [{type: custom}]}
      party: {type: any, influence_conversation: false, mappings: [{type: custom}]}
    forms: {booking_form: {required_slots: [name, party]}}
    """
)
LISTEN = ActionExecuted("action_listen")
BEGIN: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), SlotSet("name", "Lan"), LISTEN]


def turn(number: int, *events: Event) -> list[Event]:
    return [UserUttered(f"message {number}"), *events, BotUttered(f"answer {number}"), LISTEN]


def turns(number: int, *events: Event) -> list[Event]:
    return [event for i in range(number) for event in turn(i, *events)]


async def stored(*events: Event, store: WindowTrackerStore | None = None) -> DialogueStateTracker:
    """The conversation as it comes back from the store."""
    store = store or WindowTrackerStore(DOMAIN, data_keys="of the tests")
    tracker = DialogueStateTracker.from_events("web:1", list(events), DOMAIN.slots, domain=DOMAIN)
    await store.save(tracker)
    found = await store.retrieve("web:1")
    assert found
    return found


async def test_a_new_conversation_is_not_known() -> None:
    assert await WindowTrackerStore(DOMAIN, data_keys="of the tests").retrieve("web:1") is None


@pytest.mark.parametrize("later", [0, 1, TURNS, 20])
async def test_slots_survive(later: int) -> None:
    tracker = await stored(*BEGIN, *turn(0, SlotSet("party", 1), SlotSet("party", 2)), *turns(later))
    assert tracker.current_slot_values() == {**tracker.current_slot_values(), "name": "Lan", "party": 2}


@pytest.mark.parametrize("later", [0, TURNS, 20])
async def test_a_slot_that_was_emptied_stays_empty(later: int) -> None:
    tracker = await stored(*BEGIN, *turn(0, SlotSet("party", 2)), *turn(1, SlotSet("party", None)), *turns(later))
    assert tracker.get_slot("party") is None


async def test_a_new_session_begins_without_the_slots_of_the_one_before() -> None:
    tracker = await stored(*BEGIN, *turn(0, SlotSet("party", 2)), SessionStarted(), *turns(1))
    assert tracker.get_slot("party") is None
    assert tracker.get_slot("name") is None


@pytest.mark.parametrize("later", [0, TURNS, 20])
async def test_an_open_form_stays_open(later: int) -> None:
    opened = turn(0, ActionExecuted("booking_form"), ActiveLoop("booking_form"), SlotSet("requested_slot", "name"))
    tracker = await stored(*BEGIN, *opened, *turns(later))
    assert tracker.active_loop_name == "booking_form"
    assert tracker.get_slot("requested_slot") == "name"


async def test_a_closed_form_stays_closed() -> None:
    tracker = await stored(*BEGIN, *turn(0, ActiveLoop("booking_form")), *turn(1, ActiveLoop(None)), *turns(TURNS))
    assert tracker.active_loop_name is None


async def test_a_pause_survives_until_it_is_ended() -> None:
    paused = [*BEGIN, *turn(0, ConversationPaused()), *turns(20)]
    assert (await stored(*paused)).is_paused()
    assert not (await stored(*paused, *turn(0, ConversationResumed()), *turns(20))).is_paused()


async def test_a_turn_that_was_cut_off_is_ended() -> None:
    tracker = await stored(*BEGIN, UserUttered("again and again"), ActionExecuted("action_loops"))
    assert tracker.latest_action_name == "action_listen"


async def test_each_kept_turn_is_whole() -> None:
    kept = window([*BEGIN, *turns(20)])
    said = [event for event in kept if isinstance(event, UserUttered)]
    assert [event.text for event in said] == [f"message {20 - TURNS + i}" for i in range(TURNS)]
    assert kept[kept.index(said[0]) - 1] == LISTEN


async def test_the_window_of_a_window_is_the_same() -> None:
    once = window([*BEGIN, *turns(20, SlotSet("party", 2), ActiveLoop("booking_form"))])
    assert [event.as_dict() for event in window(once)] == [event.as_dict() for event in once]


async def test_a_form_that_stays_open_for_200_turns_does_not_grow() -> None:
    store = WindowTrackerStore(DOMAIN, data_keys="of the tests")
    tracker = await stored(*BEGIN, *turn(0, ActiveLoop("booking_form"), SlotSet("party", 0)), store=store)
    sizes = []
    for number in range(200):
        asked = (ActionExecuted("booking_form"), SlotSet("requested_slot", "name"), SlotSet("party", number))
        tracker = await stored(*tracker.events, *turn(number, *asked), store=store)
        sizes.append(len(tracker.events))
    assert tracker.active_loop_name == "booking_form"
    assert tracker.get_slot("party") == 199
    assert max(sizes) == sizes[-1] == sizes[10]


async def test_conversations_are_kept_apart_and_listed() -> None:
    store = WindowTrackerStore(DOMAIN, data_keys="of the tests")
    for name in ("web:1", "web:2"):
        await store.save(DialogueStateTracker.from_events(name, [*BEGIN, SlotSet("name", name)], DOMAIN.slots))
    assert sorted(await store.keys()) == ["web:1", "web:2"]
    second = await store.retrieve("web:2")
    assert second and second.get_slot("name") == "web:2"
