"""What import-linter cannot see in the source: each check passes on ours and fails on a planted example."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = {"endpoints", "tasks", "operations", "amazon", "sheets", "erp", "repository", "schemas", "rules"}
# A client waits for its turn before each call, so it has to know the time.
EDGES = {"endpoints", "tasks", "main", "worker", "clients"}
CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "utc_now"}
PROGRAMS = {"benchmarks", "judges", "moments"}
"""Of the tests: what is started by hand, and reads the clock as other programs do."""
MAY_READ_THE_CLOCK = {
    "shared/clock.py",
    "shared/ids.py",
    "shared/log.py",
    "shared/jobs/steps.py",
    "shared/jobs/reports/road.py",
}
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 300, 500, 50


class Source(NamedTuple):
    """One file: its place in the repository, its text and its syntax tree."""

    path: PurePosixPath
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


Check = Callable[[Source], Iterator[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def parameters(function: Function) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """Every parameter with its default."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    yield from zip(positional, [None] * (len(positional) - len(given.defaults)) + given.defaults, strict=True)
    yield from zip(given.kwonlyargs, given.kw_defaults, strict=True)


def calls(tree: ast.Module) -> Iterator[str]:
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def room_of(path: PurePosixPath) -> str:
    """`rules` for services/ads/campaigns/rules.py and for services/sandbox/advertisers/rules/plan.py."""
    return next((PurePosixPath(part).stem for part in path.parts if PurePosixPath(part).stem in ROOMS), path.stem)


def is_migration(source: Source) -> bool:
    """Written by a tool: one list of statements, as long as the tables make it."""
    return "versions" in source.path.parts


def module_without_docstring(source: Source) -> Iterator[str]:
    if not ast.get_docstring(source.tree):
        yield "module"


def file_too_long(source: Source) -> Iterator[str]:
    if is_migration(source):
        return
    lines = len(source.text.splitlines())
    if lines > (LONGEST_TEST if source.path.parts[0] == "tests" else LONGEST_FILE):
        yield f"{lines} lines"


def function_too_long(source: Source) -> Iterator[str]:
    if not is_migration(source):
        for function in functions(source.tree):
            if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION:
                yield function.name


def now_with_a_default(source: Source) -> Iterator[str]:
    for function in functions(source.tree):
        if any(name.arg == "now" and default is not None for name, default in parameters(function)):
            yield function.name


def clock_reads(source: Source, names: set[str]) -> Iterator[str]:
    if any(f"{name}(" in source.text for name in names):
        yield from (call for call in calls(source.tree) if call.removeprefix("datetime.") in names or call in names)


def clock_read_outside_an_edge(source: Source) -> Iterator[str]:
    edge = room_of(source.path) in EDGES or "cli" in source.path.parts
    if not edge and source.path.as_posix() not in MAY_READ_THE_CLOCK:
        yield from clock_reads(source, CLOCK)


def present_read_past_utc_now(source: Source) -> Iterator[str]:
    """In a test: `utc_now` alone is watched (tests/moments/watch.py). Ids are compared with `time_ns`."""
    if source.path.parts[0] == "tests" and source.path.parts[1] not in PROGRAMS:
        yield from clock_reads(source, CLOCK - {"utc_now", "time.time_ns"})


def commit_outside_the_database_layer(source: Source) -> Iterator[str]:
    if source.path.parts[:2] != ("shared", "db"):
        yield from (call for call in calls(source.tree) if call.endswith(".commit"))


def repository_without_a_tenant(source: Source) -> Iterator[str]:
    if source.path.parts[1] == "sandbox":  # Amazon's side knows no tenants
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Repository"):
            makers = [each for each in node.body if isinstance(each, Function) and each.name == "__init__"]
            if not makers and any("Repository" in ast.unparse(base) for base in node.bases):
                continue  # made as the one that it stands on, which is looked at itself
            if not any(name.arg == "tenant_id" for maker in makers for name, _ in parameters(maker)):
                yield node.name


NOT_FEATURES = {"models", "migrations", "contract"}


def room_of_another_name(source: Source) -> Iterator[str]:
    """A feature is a package of a service that is not its tables, history or contract; the command line has none."""
    parts = source.path.parts
    if parts[0] == "services" and parts[1] != "cli" and len(parts) > 3 and parts[2] not in NOT_FEATURES:
        room = PurePosixPath(parts[3]).stem
        if room not in {*ROOMS, "__init__"}:
            yield room


OPERATIONS, REPOSITORY = "services/ads/campaigns/operations.py", "services/ads/campaigns/repository.py"
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION
TENANTLESS = "class XRepository:\n    def __init__(self, session): ..."
PLANTED: list[tuple[Check, str, str, list[str]]] = [
    (module_without_docstring, OPERATIONS, "x = 1", ["module"]),
    (file_too_long, OPERATIONS, "# x\n" * (LONGEST_FILE + 1), ["301 lines"]),
    (file_too_long, "tests/test_x.py", "# x\n" * (LONGEST_TEST + 1), ["501 lines"]),
    (function_too_long, OPERATIONS, LONG_FUNCTION, ["f"]),
    (now_with_a_default, OPERATIONS, "def f(*, now: datetime | None = None): ...", ["f"]),
    (now_with_a_default, "shared/outbox/rows.py", "def f(now=utc_now()): ...", ["f"]),
    (clock_read_outside_an_edge, OPERATIONS, "x = datetime.now(UTC)", ["datetime.now"]),
    (clock_read_outside_an_edge, REPOSITORY, "x = datetime.datetime.now()", ["datetime.datetime.now"]),
    (clock_read_outside_an_edge, "services/ads/campaigns/rules/plan.py", "x = date.today()", ["date.today"]),
    (clock_read_outside_an_edge, "shared/money.py", "x = time.time()", ["time.time"]),
    (present_read_past_utc_now, "tests/ads/test_x.py", "x = datetime.now(UTC)", ["datetime.now"]),
    (present_read_past_utc_now, "tests/ads/facts.py", "x = datetime.date.today()", ["datetime.date.today"]),
    (commit_outside_the_database_layer, OPERATIONS, "session.commit()", ["session.commit"]),
    (repository_without_a_tenant, REPOSITORY, TENANTLESS, ["XRepository"]),
    (repository_without_a_tenant, "shared/findings/repository.py", "class XRepository: ...", ["XRepository"]),
    (repository_without_a_tenant, REPOSITORY, TENANTLESS.replace(":", "(YRepository):", 1), ["XRepository"]),
    (room_of_another_name, "services/ads/campaigns/utils.py", "", ["utils"]),
    (room_of_another_name, "services/ads/campaigns/helpers/names.py", "", ["helpers"]),
]
CHECKS = list(dict.fromkeys(check for check, *_ in PLANTED))
PRODUCT = [
    Source(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text())
    for package in ("services", "shared")
    for path in sorted((ROOT / package).rglob("*.py"))
]
TESTS = [
    Source(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text())
    for path in sorted((ROOT / "tests").rglob("*.py"))
]


def complaints(check: Check, sources: list[Source]) -> dict[str, list[str]]:
    found = {str(source.path): list(check(source)) for source in sources}
    return {path: names for path, names in found.items() if names}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_our_source_passes(check: Check) -> None:
    assert complaints(check, PRODUCT) == {}


@pytest.mark.parametrize("check", [file_too_long, present_read_past_utc_now], ids=lambda check: check.__name__)
def test_our_tests_pass(check: Check) -> None:
    assert complaints(check, TESTS) == {}


@pytest.mark.parametrize(("check", "path", "text", "expected"), PLANTED)
def test_a_planted_example_is_found(check: Check, path: str, text: str, expected: list[str]) -> None:
    assert complaints(check, [Source(PurePosixPath(path), text)]) == {path: expected}


def test_the_source_is_found_at_all() -> None:
    assert {source.path.parts[0] for source in PRODUCT} == {"services", "shared"}
    assert len(PRODUCT) > 100


def test_a_repository_that_stands_on_another_is_made_as_that_one() -> None:
    source = Source(PurePosixPath(REPOSITORY), "class XRepository(YRepository[Z]): ...")
    assert complaints(repository_without_a_tenant, [source]) == {}
