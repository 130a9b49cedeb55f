"""What the subjects of commits look like: imperative, short, without a full stop."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_SUBJECT = 72
LANDED_TOO_LONG = (
    "Tell a separator by the lines that agree on it, and pass over second headers",
    "Tell the doubt of a repair in its proposal, and read every text's finding",
)
"""Landed by mistake, without this check; what has landed is not rewritten, and no other may follow."""


def complaints(subject: str) -> list[str]:
    found = []
    if len(subject) > LONGEST_SUBJECT:
        found.append("longer than 72 characters")
    if not subject[:1].isupper():
        found.append("no capital at the start")
    if subject.endswith("."):
        found.append("a full stop at the end")
    if re.match(r"\w*[aeiou]\w*(ed|ing)\b", subject):  # "Bring" is a verb as it stands
        found.append("not in the imperative")
    return found


def history(*options: str) -> list[str]:
    git = shutil.which("git")
    assert git, "the history is read with git"
    command = [git, "log", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def subjects() -> list[str]:
    """Those since the commit that brought this check."""
    first = history("--diff-filter=A", "--format=%H", "--", "tests/architecture/test_commits.py")
    return history("--no-merges", "--format=%s", *(f"{commit}.." for commit in first[-1:]))


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an unpacked archive has no history")
def test_subjects_say_in_short_what_is_different_now() -> None:
    told = (each for each in subjects() if each not in LANDED_TOO_LONG)
    assert {each: found for each in told if (found := complaints(each))} == {}


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Resolve a finding when its campaign is archived", []),
        ("Bring a finding up to date", []),
        ("resolve a finding", ["no capital at the start"]),
        ("Resolve a finding.", ["a full stop at the end"]),
        ("Resolved a finding", ["not in the imperative"]),
        ("Fixing a finding", ["not in the imperative"]),
        ("Resolve " + "a" * 65, ["longer than 72 characters"]),
    ],
)
def test_a_planted_subject_is_found(subject: str, expected: list[str]) -> None:
    assert complaints(subject) == expected
