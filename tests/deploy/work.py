"""What customers do with the running set, again and again, and whether it was kept."""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from tests.deploy.place import Place
from tests.deploy.writers import items, writers_of
from tests.storm.comparing import imported
from tests.storm.load import Files, Going
from tests.waiting import wait_for

_SECONDS = 240.0
_ENDED = ("completed", "failed")
_IMPORTS = "/v1/ads/report-imports?limit=200"


class Work:
    """Writers to all programs, and files that are imported. The seller account has to be synced."""

    def __init__(self, place: Place, seed: int = 1) -> None:
        self._place, advertiser, (_, key) = place, place.advertiser(), place.keys
        self._writers = writers_of(lambda: place.client(key), advertiser.seller_id, advertiser.marketplace_ids[0])
        chance = random.Random(seed)  # noqa: S311 - the same each time, no secret
        self._files = Files(SimpleNamespace(http=place.client(key), advertiser=advertiser), chance)
        self._loads = [*self._writers, self._files]

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """All of it at a time, until the block ends. AssertionError where one was refused or never answered."""
        with Going(self._loads) as going:
            yield
        assert not going.failures, going.failures

    def await_more(self, after: str) -> None:
        """Until each of them has been acknowledged something more."""
        before = self._acknowledged()
        wait_for(
            lambda: all(now > then for now, then in zip(self._acknowledged(), before, strict=True)),
            f"answers after {after}: {self._acknowledged()}",
            seconds=_SECONDS,
        )

    def require_whole(self) -> None:
        """AssertionError with what is lost, doubled or wrong of what was acknowledged."""
        complaints = [one for writer in self._writers for one in writer.complaints()]
        complaints += imported(self._ended_imports(), self._files)
        answers = sum((load.asker.answers for load in self._loads), Counter())
        sys.stdout.write(f"  {sum(self._acknowledged())} acknowledged; answers {dict(answers)}\n")
        assert not complaints, complaints[:5]

    def _acknowledged(self) -> list[int]:
        return [load.acknowledged for load in self._loads]

    def _ended_imports(self) -> list[dict[str, Any]]:
        """The imports, once all have come to an end; it takes as long as there are fewer and fewer under way."""
        left, since = -1, time.monotonic()
        while True:
            with self._place.client(self._place.keys[1]) as client:
                found = list(items(client, _IMPORTS))
            going = [one for one in found if one["status"] not in _ENDED]
            if not going:
                return found
            if len(going) != left:
                left, since = len(going), time.monotonic()
            assert time.monotonic() - since < _SECONDS, f"{left} of {len(found)} imports stay: {going[:3]}"
            time.sleep(1.0)
