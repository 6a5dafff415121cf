"""Starts gateways that are there to be killed: everything is imported once, each of them is a fork of this process.

`python -m tests.gateway.channels.nursery FOLDER BASE`: databases in the folder, the platforms at BASE. It says its port, and
then obeys what is written to it: `start MINUTES`, a gateway whose clock is so far ahead, and `kill`.
"""

import asyncio
import os
import signal
import socket
import sys
from datetime import timedelta

from bootstrap import utc_now
from gateway.app import build
from gateway.channels.setup import Setup
from gateway.channels.zalo.seal import Pair
from gateway.messages import Answer, Message, Reply
from gateway.server import Server
from gateway.turns import claim
from spa.store.database import connect
from spa.store.schema import staff_note
from tests.fakes.platforms import OA
from tests.gateway.channels.parts import channel_settings
from tests.gateway.parts import ROOT, UNLIMITED, Alarm, PlainSettings, venues
from tests.keys import KEYS


class Echo:
    async def answer(self, message: Message) -> Answer:
        await asyncio.sleep(0.005)
        return Answer([Reply(message.text)], covers=message.covers)


async def live(folder: str, base: str, ahead: timedelta, listening: socket.socket) -> None:
    url = f"sqlite:///{folder}/gateway.db"
    claimed = claim(url)
    domain = connect(f"sqlite:///{folder}/spa.db", KEYS)
    staff_note.create(domain, checkfirst=True)
    setup = Setup(channel_settings(base), "secret", "https://spa.example", domain, lambda *_: None, ROOT)
    plain = PlainSettings(gateway_database_url=url)
    app = build(plain, venues(), Echo(), Alarm(), lambda: utc_now() + ahead, UNLIMITED, platforms=setup)
    if app.state.channels.tokens.state(OA) is None or ahead == timedelta():
        app.state.channels.tokens.seed(OA, Pair("access-1", "refresh-1"), timedelta(days=30))
    await Server(app, "127.0.0.1", 0).serve([listening])
    assert claimed


def main(folder: str, base: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    _say(listening.getsockname()[1])
    child = 0
    for line in sys.stdin:
        order, *minutes = line.split()
        if order == "start":
            child = os.fork()
            if child == 0:
                asyncio.run(live(folder, base, timedelta(minutes=int(minutes[0])), listening))
                os._exit(1)
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        _say(child)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
