"""Threads that nobody waits for too long, and work that is done once for all who ask."""

import asyncio
import threading

import pytest

from shared.app.lanes import Flights, Lane, LateError


def test_what_takes_too_long_is_left_to_itself():
    ends = threading.Event()

    async def run():
        lane = Lane(1, 0.05)
        with pytest.raises(LateError):
            await lane.run(ends.wait)
        ends.set()
        return await lane.run(lambda: 7)

    assert asyncio.run(run()) == 7


def test_who_waits_for_a_thread_waits_no_longer_either():
    ends = threading.Event()

    async def run():
        lane = Lane(1, 0.1)
        both = await asyncio.gather(lane.run(ends.wait), lane.run(lambda: 7), return_exceptions=True)
        ends.set()
        return [type(each) for each in both]

    assert LateError in asyncio.run(run())


def test_work_is_done_once_for_all_who_ask_meanwhile():
    calls = []

    async def work():
        calls.append(1)
        await asyncio.sleep(0.01)
        return 7

    async def run():
        flights = Flights()
        leaves = asyncio.ensure_future(flights.join("a", work))
        others = [asyncio.ensure_future(flights.join("a", work)) for _ in range(3)]
        await asyncio.sleep(0)
        leaves.cancel()
        found = await asyncio.gather(*others)
        return found, await flights.join("a", work)

    assert asyncio.run(run()) == ([7, 7, 7], 7)
    assert len(calls) == 2


def test_who_asks_before_the_end_is_noted_begins_anew_and_lets_the_loop_go_on():
    found = []

    async def work():
        return len(found)

    async def run():
        flights = Flights()
        first = asyncio.ensure_future(flights.join("a", work))
        while not (under_way := flights._under_way.get("a")) or not under_way.done():
            await asyncio.sleep(0)
        for _ in range(3):
            found.append(await flights.join("a", work))
        return await first, found

    assert asyncio.run(run()) == (0, [0, 1, 2])
