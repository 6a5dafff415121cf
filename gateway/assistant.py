"""The assistant as the gateway sees it: a message in, an answer out."""

import asyncio
from typing import Protocol

import aiohttp

from gateway.messages import Answer, Message
from gateway.session import Session

AWAY = frozenset({502, 503, 504})


class AssistantAway(Exception):
    """It cannot be reached or does not answer in time: the message is tried again until it is back."""


class AssistantFailed(Exception):
    """It was there and could not answer this message."""


class Assistant(Protocol):
    async def answer(self, message: Message) -> Answer: ...


class HttpAssistant:
    """Rasa behind its loopback channel."""

    def __init__(self, url: str, token: str, seconds: float = 30) -> None:
        self._url = f"{url.rstrip('/')}/webhooks/gateway/messages"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session = Session(seconds)
        self.close = self._session.close

    async def answer(self, message: Message) -> Answer:
        try:
            async with self._session.open().post(self._url, json=message.to_json(), headers=self._headers) as response:
                return await _read(response)
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise AssistantAway(type(error).__name__) from error


async def _read(response: aiohttp.ClientResponse) -> Answer:
    if response.status in AWAY:
        raise AssistantAway(str(response.status))
    if response.status != 200:
        raise AssistantFailed(str(response.status))
    try:
        return Answer.from_json(await response.json())
    except (ValueError, KeyError, TypeError, AttributeError, aiohttp.ContentTypeError) as error:
        raise AssistantFailed("the answer cannot be read") from error
