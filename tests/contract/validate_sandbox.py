"""Call every operation of the sandbox's Selling Partner API and check the answers against Amazon's models.

By hand: `python -m tests.contract.validate_sandbox <folder of the Swagger 2.0 models>`. The models are
Amazon's (github.com/amzn/selling-partner-api-models) and no part of this project. Ends with 1 when an
answer is not as its model says, or an operation of the sandbox was not called.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from services.sandbox.main import create_app
from services.sandbox.settings import SandboxSettings
from shared.clock import utc_now
from shared.testing.databases import SqliteTemplates
from tests.contract.calls import Caller, tour
from tests.contract.models import Model

SELLER = {"seed": 4, "size": 80}


def main(models_folder: Path) -> int:
    """Print each operation with how many answers were checked and what was wrong; the exit code."""
    with (
        tempfile.TemporaryDirectory() as folder,
        SqliteTemplates(Path(folder)).migrated("services.sandbox") as database,
    ):
        settings = SandboxSettings(
            database_url=database.url.render_as_string(hide_password=False), pending_seconds=0, processing_seconds=0
        )
        app = create_app(settings)
        with TestClient(app, base_url="http://sandbox.test") as client:
            wrong, checked = _check(models_folder, client, settings)
        offered = {each.operation_id for each in _routes(app) if "." in (each.operation_id or "")}
    lines = [f"{operation}: {count} answers" for operation, count in sorted(checked.items())]
    lines += [f"WRONG {complaint}" for complaint in wrong]
    lines += [f"WRONG {operation}: never called" for operation in sorted(offered - set(checked))]
    lines += [f"{len(checked)} operations, {sum(checked.values())} answers, {len(wrong)} complaints"]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(wrong) or offered != set(checked))


def _routes(app: Any) -> Iterator[Any]:
    return (context.route for context in iter_route_contexts(app.routes) if context.methods)


def _check(folder: Path, client: TestClient, settings: SandboxSettings) -> tuple[list[str], dict[str, int]]:
    models: dict[str, Model] = {}
    wrong: list[str] = []
    checked: dict[str, int] = {}

    def note(operation: str, answer: Response) -> None:
        api, _, name = operation.partition(".")
        model = models.setdefault(api, Model(folder / f"{api}.json"))
        body = answer.json() if answer.content else None
        found = model.complaints(name, answer.status_code, body)
        wrong.extend(f"{operation} {answer.status_code}: {each}" for each in found[:5])
        checked[operation] = checked.get(operation, 0) + 1

    tour(Caller(client, settings, SELLER, note, utc_now() - timedelta(days=3)))
    return wrong, checked


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
