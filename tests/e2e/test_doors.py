"""One public door: what the running processes listen on, and what answers there."""

from itertools import product

import aiohttp
import psutil
import pytest

from processes import Processes
from settings import Settings

OWN_OF_RASA = (
    "/",
    "/status",
    "/version",
    "/domain",
    "/model",
    "/model/parse",
    "/model/train",
    "/model/test/stories",
    "/conversations/default/tracker",
    "/conversations/default/tracker/events",
    "/conversations/default/messages",
    "/conversations/default/trigger_intent",
    "/webhooks/rest",
    "/webhooks/rest/webhook",
    "/webhooks/callback/webhook",
    "/webhooks/socketio",
    "/socket.io/?EIO=4&transport=polling",
)


def listening(pid: int) -> set[tuple[str, int]]:
    """Where a process and its children wait for connections."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    sockets = (one for process in family for one in process.net_connections("all"))
    return {tuple(one.laddr) for one in sockets if one.status == psutil.CONN_LISTEN}


def test_only_the_gateway_listens_to_the_outside(installation: Settings, processes: Processes) -> None:
    assert {name: listening(pid) for name, pid in processes.pids.items()} == {
        "gateway": {("0.0.0.0", installation.port)},
        "rasa": {("127.0.0.1", installation.rasa_port)},
        "actions": {("127.0.0.1", installation.actions_port)},
        "worker": set(),
    }


@pytest.mark.parametrize(("path", "method"), product(OWN_OF_RASA, ("GET", "POST", "PUT")))
async def test_nothing_of_rasa_itself_answers(installation: Settings, path: str, method: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.request(method, f"{installation.rasa_url}{path}", json={"sender": "x"}) as answer:
            assert answer.status == 404
        if path == "/":
            return  # the page
        async with session.request(method, f"{installation.public_url}{path}", json={"sender": "x"}) as answer:
            assert answer.status in (404, 405)


@pytest.mark.parametrize("token", [None, "Bearer ", "Bearer wrong", "only-for-development", "Bearer é"])
async def test_our_own_way_in_wants_its_token(installation: Settings, token: str | None) -> None:
    headers = {"Authorization": token} if token else {}
    message = {"conversation": "web:x", "message_id": "1", "text": "hello", "parse": None, "metadata": {}}
    url = f"{installation.rasa_url}/webhooks/gateway/messages"
    async with aiohttp.ClientSession() as session, session.post(url, json=message, headers=headers) as answer:
        assert answer.status == 401
