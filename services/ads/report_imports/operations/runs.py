"""Runs of an import: one at a time may write, and one whose runs die again and again is not tried for ever."""

from datetime import datetime

from services.ads.report_imports.operations.storing import fail_import, require_import
from services.ads.report_imports.repository import ImportRepository
from services.ads.report_imports.rules import ReadFile
from shared.db import Session
from shared.texts import Text

MOST_DEATHS = 3
DIED = "import-died"
_DIED = Text(
    en="Reading this file ended its process {deaths} times, for example because it needs more memory than there is. "
    "It is not tried again. Send it in smaller parts, such as one month each.",
    zh="读取该文件时进程已 {deaths} 次异常终止，例如所需内存超过可用内存，系统不再重试。"
    "请拆分后重新上传，例如每月一个文件。",
)


class RunOverError(RuntimeError):
    """The import was handed back, has ended, or is another run's by now."""

    retryable = False


def begin_run(session: Session, tenant_id: str, import_id: str, *, now: datetime) -> int | None:
    """The number of a new run; None when the import has ended.

    An import that is still running has lost the process of its last run without a word: after `MOST_DEATHS` of
    them it has failed. Raises NotFoundError.
    """
    report_import = require_import(session, tenant_id, import_id)
    if report_import.status not in ("waiting", "running"):
        return None
    report_import.deaths += report_import.status == "running"
    if report_import.deaths >= MOST_DEATHS:
        with ReadFile() as nothing:
            detail = _DIED.filled(deaths=report_import.deaths)
            fail_import(session, tenant_id, import_id, nothing, code=DIED, detail=detail, now=now)
        return None
    report_import.status = "running"
    report_import.run_number += 1
    report_import.updated_at = now
    ImportRepository(session, tenant_id).add(report_import)
    return report_import.run_number


def require_run(session: Session, tenant_id: str, import_id: str, number: int) -> None:
    """Raise RunOverError unless this run is the one that may write; the import is locked. Raises NotFoundError."""
    report_import = require_import(session, tenant_id, import_id)
    if report_import.status != "running" or report_import.run_number != number:
        raise RunOverError


def hand_back_import(session: Session, tenant_id: str, import_id: str, number: int, *, now: datetime) -> None:
    """Let an import wait again whose run was ended with a word; one that a later run has takes no blame for it."""
    report_import = require_import(session, tenant_id, import_id)
    if report_import.status != "running":
        return
    if report_import.run_number == number:
        report_import.status = "waiting"
        report_import.updated_at = now
    else:
        report_import.deaths = max(0, report_import.deaths - 1)
    ImportRepository(session, tenant_id).add(report_import)
