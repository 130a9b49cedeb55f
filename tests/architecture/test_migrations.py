"""The migrations of each service are one chain, numbered as their files are: two of one number leave no way up."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = sorted((ROOT / "services").glob("*/migrations/versions"))
_SAID = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = "?(\w+)"?$', re.MULTILINE)


def complaints(sources: dict[str, str]) -> list[str]:
    """Files, by name, whose number is not the next one, or not their revision's and that of the one before."""
    found = []
    for number, name in enumerate(sorted(sources), start=1):
        said = dict(_SAID.findall(sources[name]))
        wanted = {"revision": f"{number:04}", "down_revision": f"{number - 1:04}" if number > 1 else "None"}
        if not name.startswith(f"{number:04}_") or said != wanted:
            found.append(name)
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-3])
def test_migrations_are_one_chain(folder):
    sources = {path.name: path.read_text() for path in folder.glob("0*.py")}
    assert sources
    assert complaints(sources) == []


def test_two_of_one_number_would_be_found():
    first, second = 'revision = "0001"\ndown_revision = None\n', 'revision = "0002"\ndown_revision = "0001"\n'
    assert complaints({"0001_a.py": first, "0002_b.py": second}) == []
    assert complaints({"0001_a.py": first, "0002_b.py": second, "0002_c.py": second}) == ["0002_c.py"]
    assert complaints({"0001_a.py": first, "0002_b.py": second.replace('"0001"', '"0003"')}) == ["0002_b.py"]
