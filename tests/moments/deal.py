"""A plugin: of the tests of each file that read the present, those whose turn it is at this moment, on SQLite.

The tests of a file go through the same code, and every moment gets some of each file; to run all of them at each
moment would take as long as the suite.
"""

import os
from collections import defaultdict
from pathlib import Path

import pytest

from tests.moments.moments import MOMENTS, NAME


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the tests of each file over the moments, in the order of their names."""
    hands: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("present") and "postgres" not in item.name:
            hands[item.path].append(item)
    turn = list(MOMENTS).index(os.environ[NAME])
    mine = {
        item.nodeid
        for hand in hands.values()
        for item in sorted(hand, key=lambda item: item.nodeid)[turn :: len(MOMENTS)]
    }
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in mine])
    items[:] = [item for item in items if item.nodeid in mine]
