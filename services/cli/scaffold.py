"""A new feature: the rooms that most have, and its place in the import contract."""

import argparse
import re
from pathlib import Path

from services.cli.contract import ROOT
from services.cli.screen import console

_NOUN = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ROOMS = {
    "__init__": '"""{Words} of a seller account."""\n',
    "schemas": '"""{Words} on the wire."""\n',
    "repository": '"""The SQL of {words}."""\n',
    "operations": '"""What one can do with {words}."""\n',
    "endpoints": (
        '"""HTTP of {words}."""\n\n'
        "from fastapi import APIRouter\n\n"
        'router = APIRouter(prefix="/v1/{service}/{path}", tags=["{service}: {words}"])\n'
    ),
}


class FeatureError(ValueError):
    """The feature cannot be made; the text says why."""


def add_feature(root: Path, service: str, noun: str) -> list[Path]:
    """Write the rooms of `services/<service>/<noun>/` below `root`; the files written.

    `noun` is a plural in snake_case. The feature joins the first row of features in the layers of its service:
    the row that may import all others. Raises FeatureError when the name is none, or taken.
    """
    if not _NOUN.fullmatch(noun):
        raise FeatureError(f"{noun!r} is no noun in snake_case, such as `shipping_templates`")
    folder = root / "services" / service / noun
    if folder.exists():
        raise FeatureError(f"services/{service}/{noun} is there already")
    configuration = root / "pyproject.toml"
    layered = _layered(configuration.read_text(), service, noun)
    words = noun.replace("_", " ")
    names = {"words": words, "Words": words.capitalize(), "service": service, "path": noun.replace("_", "-")}
    folder.mkdir()
    written = []
    for room, text in _ROOMS.items():
        path = folder / f"{room}.py"
        path.write_text(text.format(**names))
        written.append(path)
    configuration.write_text(layered)
    return [*written, configuration]


def _layered(configuration: str, service: str, noun: str) -> str:
    """pyproject.toml with the noun in the row below `api` of the service's layers."""
    start = configuration.find(f'id = "inside-{service}"')
    row = re.compile(r'  "api[^"]*",\n  "(?P<features>[^"]*)",').search(configuration, start)
    if start < 0 or row is None:
        raise FeatureError(f"pyproject.toml has no layers of {service}")
    at = row.end("features")
    return f"{configuration[:at]} | {noun}{configuration[at:]}"


def write_feature(options: argparse.Namespace) -> int:
    """Make the folder of a new feature, and name what is left to do."""
    for path in add_feature(ROOT, options.service, options.noun):
        console.print(f"wrote {path.relative_to(ROOT)}", highlight=False)
    console.print(
        f"Next: a failing test in tests/{options.service}/{options.noun}/test_endpoints.py, the router in "
        f"services/{options.service}/api.py, and its row of the layers in pyproject.toml where it belongs lower. "
        "CONTRIBUTING.md has the steps.",
        soft_wrap=True,
    )
    return 0
