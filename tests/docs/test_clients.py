"""The guides of docs/clients. That their programs run: the judge `clients`."""

from pathlib import Path

import pytest

from clients.generators import GENERATORS
from tests.judges.drive_guide import PROGRAMS, blocks

GUIDES = Path(__file__).parents[2] / "docs" / "clients"


def test_every_client_has_a_guide_and_every_guide_a_client():
    names = {path.name.split(".")[0] for path in GUIDES.glob("*.md")}
    assert names == set(GENERATORS) >= set(PROGRAMS)


@pytest.mark.parametrize("path", sorted(GUIDES.glob("*.zh-CN.md")), ids=lambda path: path.name)
def test_both_languages_show_the_same_program(path):
    texts = [each.read_text() for each in (path, path.with_name(path.name.replace(".zh-CN", "")))]
    block, _ = PROGRAMS[path.name.split(".")[0]]
    for language in (block, "sh", "text"):
        assert len({blocks(text, language) for text in texts}) == 1
