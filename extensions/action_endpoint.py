"""The way from Rasa to the action server, with connections that stay open: Rasa's own opens one for each action."""

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

SECONDS = 15  # for one action; Rasa's own waits five minutes


class LastingEndpoint(EndpointConfig):
    """An endpoint with one session for the life of the server."""

    _session: aiohttp.ClientSession | None = None

    @classmethod
    def of(cls, endpoint: EndpointConfig) -> "LastingEndpoint":
        return cls(endpoint.url, **endpoint.kwargs)

    async def request(
        self, method: str = "post", subpath: Any = None, content_type: Any = None, compress: bool = False, **kwargs: Any
    ) -> Any:
        """Call an action. The errors are those that Rasa expects of an endpoint."""
        async with self._open().request(method, self.url, json=kwargs["json"]) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, await response.read())
            return await response.json()

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        # Made with the first call: a session belongs to the event loop that is then running.
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=False)
        return self._session
