"""The files around the code: locks, settings and documents that name no machine and no address."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-judges.lock")
PINNED = re.compile(r"[a-z0-9._-]+==[^ ]+( ;.*)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NODE = ROOT / "tests" / "judges"
ADR_LINES = 40


def lock_complaints(text: str) -> list[str]:
    """Lines that are neither an exact pin nor a hash, and pins without a hash."""
    lines = text.splitlines()
    strange = [line for line in lines if not PINNED.fullmatch(line) and not HASH.fullmatch(line)]
    bare = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if PINNED.fullmatch(line) and not HASH.fullmatch(following)
    ]
    return strange + bare


def node_lock_complaints(packages: dict[str, dict[str, str]]) -> list[str]:
    """Packages with the address of a registry, or without a hash."""
    return [name for name, package in packages.items() if "resolved" in package or "integrity" not in package]


def unlocked(requirements: list[str], lock: str) -> list[str]:
    """Requirements that are not pinned exactly, or pinned differently in the lock."""
    locked = {line.split()[0] for line in lock.splitlines() if PINNED.fullmatch(line)}
    plain = {re.sub(r"\[.*\]", "", requirement).lower(): requirement for requirement in requirements}
    return [requirement for name, requirement in plain.items() if name not in locked]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_address(name: str) -> None:
    assert lock_complaints((ROOT / name).read_text()) == []


def test_the_locks_follow_pyproject() -> None:
    groups = PROJECT["dependency-groups"]
    wanted = PROJECT["project"]["dependencies"] + groups["build"]
    developing = [each for each in groups["dev"] if each != {"include-group": "build"}]

    assert unlocked(wanted, (ROOT / "requirements.lock").read_text()) == []
    assert unlocked(wanted + developing, (ROOT / "requirements-dev.lock").read_text()) == []
    assert unlocked(groups["judges"], (ROOT / "requirements-judges.lock").read_text()) == []


def test_the_development_lock_has_everything_that_runs() -> None:
    running, developing = (
        {line for line in (ROOT / name).read_text().splitlines() if PINNED.fullmatch(line)} for name in LOCKS[:2]
    )

    assert running <= developing


def test_the_node_lock_pins_everything_by_hash_and_names_no_address() -> None:
    wanted = json.loads((NODE / "package.json").read_text())["devDependencies"]
    text = (NODE / "package-lock.json").read_text()
    lock = json.loads(text)["packages"]

    assert "://" not in text
    assert lock.pop("")["devDependencies"] == wanted
    assert node_lock_complaints(lock) == []
    assert [name for name, version in wanted.items() if lock[f"node_modules/{name}"]["version"] != version] == []


def test_every_decision_is_short_and_says_context_decision_consequences() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("ADR-*.md"))
    texts = {path.name: path.read_text() for path in decisions}

    assert decisions != []
    assert [name for name, text in texts.items() if len(text.splitlines()) > ADR_LINES] == []
    assert [
        name
        for name, text in texts.items()
        if re.findall(r"^## (.*)$", text, re.M) != ["Context", "Decision", "Consequences"]
    ] == []


def test_every_decision_is_in_the_index_under_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    titles = [(path.name, path.read_text().splitlines()[0]) for path in sorted(folder.glob("ADR-*.md"))]
    expected = [f"| [{name[:8]}]({name}) | {title.partition(': ')[2]} |" for name, title in titles]

    assert [line for line in (folder / "README.md").read_text().splitlines() if line.startswith("| [")] == expected


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "decisions" / "ADR-0010-dependencies.md").read_text()
    names = [re.split(r"[\[=]", requirement)[0] for requirement in PROJECT["project"]["dependencies"]]

    assert [name for name in names if f"| `{name}` |" not in reasons] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("isal>=1.9.1", ["isal>=1.9.1"]),
        ("isal==1.9.1 \\", ["isal==1.9.1 \\"]),
        ("--index-url https://example.com/simple", ["--index-url https://example.com/simple"]),
        ("# from https://example.com/simple", ["# from https://example.com/simple"]),
        ("--find-links wheels", ["--find-links wheels"]),
        ("isal @ file:wheels/isal.whl", ["isal @ file:wheels/isal.whl"]),
        ("isal==1.9.1 \\\n    --hash=sha256:" + "0" * 64, []),
    ],
)
def test_a_planted_loose_lock_is_found(text: str, expected: list[str]) -> None:
    assert lock_complaints(text) == expected


def test_a_planted_requirement_that_is_not_locked_is_found() -> None:
    lock = "isal==1.9.1 \\\npsycopg==3.3.9 \\\n"

    assert unlocked(["isal==1.9.1", "psycopg[binary]==3.3.9"], lock) == []
    assert unlocked(["isal==1.9.2", "msgspec"], lock) == ["isal==1.9.2", "msgspec"]


def test_a_planted_loose_node_lock_is_found() -> None:
    packages = {
        "node_modules/a": {"version": "1.0.0", "integrity": "sha512-x"},
        "node_modules/b": {"version": "1.0.0"},
        "node_modules/c": {"version": "1.0.0", "integrity": "sha512-x", "resolved": "https://example.com/c.tgz"},
    }

    assert node_lock_complaints(packages) == ["node_modules/b", "node_modules/c"]
