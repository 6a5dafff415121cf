"""Buckets fill up again with time, and forget those who have been away."""

import pytest

from gateway.limits import Buckets, Rate, is_loopback
from tests.gateway.parts import Clock


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    clock = Clock()
    buckets = Buckets(Rate(3, 0.5), clock)
    assert [buckets.take("anna") for _ in range(4)] == [0, 0, 0, 2]
    assert buckets.take("binh") == 0
    clock.go_on(seconds=2)
    assert [buckets.take("anna") for _ in range(2)] == [0, 2]
    clock.go_on(seconds=60)
    assert [buckets.take("anna") for _ in range(4)] == [0, 0, 0, 2]


def test_a_dear_request_takes_more() -> None:
    buckets = Buckets(Rate(10, 1), Clock())
    assert [buckets.take("anna", 5) for _ in range(3)] == [0, 0, 5]


def test_many_visitors_do_not_fill_the_memory() -> None:
    clock = Clock()
    buckets = Buckets(Rate(3, 1), clock)
    for number in range(25_000):
        buckets.take(str(number))
        clock.go_on(seconds=0.01)
    assert len(buckets._levels) <= 10_001


@pytest.mark.parametrize(("address", "own"), [("127.0.0.1", True), ("::1", True), ("203.0.113.9", False), ("", False)])
def test_the_own_machine_is_known(address: str, own: bool) -> None:
    assert is_loopback(address) is own
