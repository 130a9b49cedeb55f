"""Files that are made from the code: the OpenAPI documents and the migrations."""

import argparse
import json
import tempfile
from pathlib import Path

from alembic import command

from services.gateway import openapi
from shared.db import Database
from shared.db.migrations import config_of, next_revision, upgrade

ROOT = Path(__file__).parents[2]


def contract_files() -> dict[Path, str]:
    """The committed API documents and what they should hold now."""
    merged, derived = openapi.documents()
    folder = ROOT / "docs" / "api"
    services = {folder / f"openapi-{name}.json": _text(openapi.of_service(name)) for name in openapi.SERVICES}
    return services | {
        folder / "openapi.json": _text(merged),
        folder / "openapi-3.0.json": _text(derived),
    }


def write_contract(_options: argparse.Namespace) -> int:
    """Write docs/api/ anew from the routes."""
    for path, content in contract_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return 0


def write_revision(options: argparse.Namespace) -> int:
    """Write a migration from the difference between a service's models and its history; then read it."""
    package = f"services.{options.service}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/scratch.sqlite3")
        upgrade(database, package)
        config = config_of(package, database)
        command.revision(config, message=options.message, autogenerate=True, rev_id=next_revision(config))
        database.dispose()
    return 0


def _text(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
