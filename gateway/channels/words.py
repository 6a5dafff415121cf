"""The few words that are said around the assistant's messages on a platform, from responses/gateway.yml."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.channels.outgoing import Words
from gateway.texts import Texts


@dataclass(frozen=True)
class Wordings:
    texts: Texts
    facts: Callable[[str, str], Mapping[str, str]]  # of a venue, in a language

    def __call__(self, venue: str, language: str) -> Words:
        facts = self.facts(venue, language)
        return Words(
            choose=self.texts.say("utter_channel_choose", language, facts),
            further=self.texts.say("utter_channel_further", language, facts),
            number=self.texts.say("utter_channel_number", language, facts),
            several=self.texts.say("utter_channel_several", language, facts),
            take=self.texts.say("utter_channel_take", language, facts),
            share=self.texts.say("utter_channel_share", language, facts),
            venue=facts["venue"],
            picture=facts.get("rooms_picture", ""),
        )
