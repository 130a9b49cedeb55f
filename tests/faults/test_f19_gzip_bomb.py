"""F19: a document of 300 kB that unpacks to 300 MB.

Pass: it is refused at the cap, the worker's memory grows by less than 50 MB, nothing is stored, and the
repetition brings the real document.
"""

from pathlib import Path

import pytest

from tests.faults.shops import FACTS, Shop, settled_days

DAYS = settled_days(3)


def peak(pid: int) -> int:
    """The most memory that a process has had since its peak was forgotten, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_bomb_is_refused_in_little_memory(installed):
    worker = installed.process("worker").pid
    with Shop(installed) as calm, Shop(installed) as shop:
        calm.fetch(*DAYS)  # what a worker has in memory anyway
        Path(f"/proc/{worker}/clear_refs").write_text("5")
        before = peak(worker)
        shop.switch("document", "bomb")
        failed = shop.fetch(*DAYS)
        assert peak(worker) - before < 50_000
        assert failed["failure_code"] == "file-rejected"
        assert failed["failure_detail"].startswith("the file unpacks to too much")
        assert shop.facts() == {name: [] for name in FACTS}
        shop.clear()
        assert shop.fetch(*DAYS)["status"] == "completed"
