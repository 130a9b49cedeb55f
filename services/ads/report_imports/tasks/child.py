"""What a child process does of an import; see `shared.jobs.nursery`."""

from typing import Any

from services.ads.report_imports.operations import RunOverError
from services.ads.report_imports.tasks import carrying
from services.ads.report_imports.tasks.carrying import ImportRun
from shared.db import Database


def work(arguments: dict[str, Any]) -> None:
    """Carry an import through. One that another run has taken over is left to it."""
    try:
        carrying.carry_through(_run(arguments), arguments["marketplace_ids"])
    except RunOverError:
        return


def hand_back(arguments: dict[str, Any]) -> None:
    """Leave the import to a later run."""
    _run(arguments).hand_back()


def _run(arguments: dict[str, Any]) -> ImportRun:
    database = Database(**arguments["database"])
    return ImportRun(database, arguments["tenant_id"], arguments["import_id"], arguments["number"])
