"""Children that die, each as the name of its file says: `Children("tests.faults.dying_children")`."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from services.ads.report_imports.operations import require_import
from services.ads.report_imports.tasks import child
from services.ads.report_imports.tasks.child import hand_back
from shared.db import Database

__all__ = ["hand_back", "work"]


def work(arguments: dict[str, Any]) -> None:
    """Die as `killed.csv`, `memory.csv`, `late.csv` and `held.csv` ask for; import anything else."""
    database = Database(**arguments["database"])
    with database.read() as session:
        name = Path(require_import(session, arguments["tenant_id"], arguments["import_id"]).file_name).stem
    if name == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "memory":
        bytearray(64 * 1024**4)  # refused whatever the machine has
    if name == "hungry":
        kept = [bytes([1]) * 1024**2 for _ in range(64)]  # refused by the limit of this child, which is less
        raise AssertionError(f"took {len(kept)} MB")
    if name == "late":
        signal.setitimer(signal.ITIMER_REAL, 0.1)  # its deadline, brought forward
        time.sleep(30)
    if name == "held":
        time.sleep(30)
    child.work(arguments)
