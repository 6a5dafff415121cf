"""Several gateways on PostgreSQL: nothing lost, doubled or out of order. With SQLite there is one."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from gateway.bells import Bells
from gateway.consumer import Consumer
from gateway.conversations import Conversations
from gateway.database import connect
from gateway.messages import Answer, Message, Reply, Said
from gateway.store import AnsweredElsewhere, Store
from gateway.texts import Texts
from gateway.turns import AlreadyRunning, SharedTurns, claim
from tests import postgres
from tests.gateway.parts import ROOT, Clock, Stub, venues
from tests.keys import KEYS

CUSTOMERS = [f"web:{number}" for number in range(12)]


@pytest.fixture
def url(server: postgres.Server) -> Iterator[str]:
    yield server.create("gateways")
    server.drop("gateways")


class Gateway:
    """The consumer of one process, with a connection pool of its own."""

    def __init__(self, url: str, stub: object) -> None:
        self.engine: Engine = connect(url, KEYS)
        texts = Texts(ROOT / "responses" / "gateway.yml")
        self.talk = Conversations(Store(self.engine), stub, texts, venues(), Clock())  # type: ignore[arg-type]
        self.turns = SharedTurns(self.engine)
        self.consumer = Consumer(self.talk, Bells(), turns=self.turns)


class Watched(Stub):
    """Notes who was answered while an answer for them was being made."""

    def __init__(self) -> None:
        super().__init__(lambda message: Answer([Reply(message.text)]))
        self.chance, self.at_work, self.collisions = random.Random(1), Counter[str](), 0

    async def answer(self, message: Message) -> Answer:
        self.at_work[message.conversation] += 1
        self.collisions += self.at_work[message.conversation] > 1
        await asyncio.sleep(self.chance.uniform(0, 0.01))
        self.at_work[message.conversation] -= 1
        return await super().answer(message)


async def test_two_gateways_share_the_work_in_order(url: str) -> None:
    stub, chance = Watched(), random.Random(2)
    gateways = [Gateway(url, stub) for _ in range(2)]
    for one in gateways:
        one.consumer.start()
    said: defaultdict[str, list[str]] = defaultdict(list)
    for customer in CUSTOMERS:
        gateways[0].talk.open(customer, "lee_spa", "en", greet=False)
    for number in range(120):
        customer, gateway = chance.choice(CUSTOMERS), chance.choice(gateways)
        said[customer].append(str(number))
        gateway.talk.receive(customer, Said(str(number), "text", str(number)))
        gateway.consumer.wake(customer)
        if chance.random() < 0.3:
            await asyncio.sleep(0.002)
    for _ in range(2000):
        for one in gateways:
            one.consumer.look()  # as the clock does
        await asyncio.sleep(0.005)
        if gateways[0].talk.store.counts() == {"waiting": 0, "failed": 0}:
            break
    for one in gateways:
        await one.consumer.stop()
    assert {customer: answered(gateways[0], customer) for customer in said} == said
    assert stub.collisions == 0
    for one in gateways:
        one.engine.dispose()


def answered(gateway: Gateway, customer: str) -> list[str]:
    rows = gateway.talk.store.outbound_after(customer, 0, 1000)
    return "\n".join(row.message["text"] for row in rows).split("\n")


async def test_the_turns_of_a_gateway_that_is_gone_are_free(url: str) -> None:
    first, second = (Gateway(url, Stub()).turns for _ in range(2))
    assert first.take("web:1") and not second.take("web:1") and second.take("web:2")
    first.leave("web:1")
    assert second.take("web:1") and not first.take("web:1")
    assert second._connection
    second._connection.invalidate()  # as when its process is killed
    second._connection.close()
    until = time.monotonic() + 20  # the server notices it a moment later
    while not first.take("web:1"):
        assert time.monotonic() < until
        await asyncio.sleep(0.01)


async def test_whoever_lost_the_turn_meanwhile_saves_nothing(url: str) -> None:
    one, other = (Gateway(url, Stub()).talk for _ in range(2))
    one.open("web:1", "lee_spa", "en", greet=False)
    one.receive("web:1", Said("1", "text", "hello"))
    found = one.store.next_waiting("web:1")
    assert found
    await other.drain("web:1")
    with pytest.raises(AnsweredElsewhere):
        one.store.save_answer(found[0], Answer([Reply("again")]), [Reply("again")], Clock()())
    assert len(one.store.outbound_after("web:1", 0)) == 1


def test_with_sqlite_a_second_gateway_is_refused_in_a_sentence(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gateway.db"
    first = claim(url)
    with pytest.raises(AlreadyRunning, match="gateway.db.*stop the other.*PostgreSQL"):
        claim(url)
    assert first
    first.close()
    after = claim(url)
    assert after and claim("sqlite://") is None and claim("postgresql://host/spa") is None
    after.close()
