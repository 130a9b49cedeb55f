"""The steps of a job, run at once and without a queue; DBOS itself is in the journeys."""

import time
from types import ModuleType

import pytest

from shared.jobs.reports import road


def run_at_once(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    """Let the road from Amazon, and the tasks of these modules, run in this thread."""
    for module in (road, *modules):
        monkeypatch.setattr(module, "step", lambda _name, run, *given, **_patience: run(*given))
    monkeypatch.setattr(road.DBOS, "sleep", lambda _seconds: time.sleep(0.01))
