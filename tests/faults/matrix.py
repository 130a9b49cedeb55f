"""The fault matrix as a page: `python -m tests.faults.matrix` writes docs/faults.md from the files that exist."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "faults.md"
_NUMBER = re.compile(r"F(\d\d)b?\b")
_LONG = {
    "F01": "`make storm KILLS=100`",
    "F09": "`make storm POLL=1`",
    "F38": "`make judges ONLY=deploy`",
    "F39": "`make judges`",
    "F41": "`make storm POLL=1 ROWS=200000`",
    "F42": "`make storm FLOOD=1`",
    "F44": "`make storm FLOOD=1`, `make judges`",
    "F45": "`make storm FLOOD=1`",
    "F46": "`make storm FLOOD=1`",
}
"""Where a row has a long form beside its files."""

_NOT_YET = {
    "F22": "No workbook and no CSV goes out yet",
    "F37": "Nothing is written to Amazon yet, so nothing can be deleted or paused there",
    "F38": "One service is down behind nginx: only its routes are 503, at once. It takes nginx, so a judge has it",
}
"""Rows without a file, and why."""

_HEAD = """# Faults that are injected, and what has to hold

Made from the tests in `tests/faults` by `python -m tests.faults.matrix`; a test holds it. Each file injects its fault
into the real programs and databases, and runs in `make test`.

| # | fault | files | long form |
|---|---|---|---|
"""


def page() -> str:
    """The page as the files tell it."""
    rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in sorted(Path(__file__).parent.glob("test_f[0-9]*.py")):
        told = (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n\n")[0].replace("\n", " ")
        number = f"F{file.name[6:8]}"
        rows[number].append((_NUMBER.sub("", told, count=1).lstrip(":, ").strip(), file.name))
    lines = []
    for number in sorted({*rows, *_NOT_YET}):
        texts = "<br>".join(text for text, _ in rows[number]) or f"{_NOT_YET[number]}."
        files = "<br>".join(f"`{name}`" for _, name in rows[number])
        lines.append(f"| {number} | {texts} | {files} | {_LONG.get(number, '')} |")
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
