"""The job of an import: a child process for each run, and what becomes of those that die."""

from collections.abc import Sequence

from dbos import ScheduleInput

from services.ads.report_imports import operations
from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.tasks import carrying
from shared.db import Database
from shared.jobs import task
from shared.jobs.children import ChildDiedError, ChildFailedError, Children
from shared.jobs.steps import reason_of, step
from shared.log import get
from shared.texts import Text

CHILD = "services.ads.report_imports.tasks.child"

LONGEST_SECONDS = 3600.0
"""For one run: thirty times what half a gigabyte took on two cores."""


def register(database: Database, children: Children) -> Sequence[ScheduleInput]:
    """Declare the task to DBOS; it has no schedule."""

    @task(operations.IMPORT)
    def import_report(*, tenant_id: str, import_id: str, marketplace_ids: Sequence[str] = ()) -> None:
        try:
            step("import", _import, database, children, tenant_id, import_id, marketplace_ids)
        except Exception as error:
            step("fail", _fail, database, tenant_id, import_id, *_reason_of(error))
            raise

    return []


def _import(
    database: Database, children: Children, tenant_id: str, import_id: str, marketplace_ids: Sequence[str]
) -> None:
    """One run, in a child. One that dies is not handed back, which is how the next one knows of it."""
    run = carrying.begin(database, tenant_id, import_id)
    if run is None:
        return
    arguments = {
        "database": database.places,
        "tenant_id": tenant_id,
        "import_id": import_id,
        "number": run.number,
        "marketplace_ids": list(marketplace_ids),
    }
    try:
        children.run(arguments, seconds=LONGEST_SECONDS)
    except ChildFailedError:
        run.hand_back()
        raise
    except ChildDiedError as error:
        get(__name__).warning("import died", import_id=import_id, tenant_id=tenant_id, run=run.number, how=error.how)
        raise


def _fail(database: Database, tenant_id: str, import_id: str, code: str, detail: Text) -> None:
    with database.write() as session, ReadFile() as nothing:
        carrying.fail(session, tenant_id, import_id, nothing, code, detail)


def _reason_of(error: BaseException) -> tuple[str, Text]:
    """A code, and a sentence in both languages where the error has one."""
    code, detail = reason_of(error)
    text = getattr(error, "text", None)
    return code, text if isinstance(text, Text) else Text(en=detail, zh=detail)
