"""Tests that read the present hold at other moments too, and so do the programs."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.clock import utc_now
from tests.cli.conftest import finish, start
from tests.journeys.installed import free_ports
from tests.moments.moments import MOMENTS, environment_at

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 30, 7, 50, tzinfo=UTC)
AFTERWARDS = datetime(2028, 2, 29, 12, tzinfo=UTC)
pytestmark = pytest.mark.present


def held(moment: str, *files: Path) -> tuple[int, str]:
    """(exit code, output) of the tests of these files whose turn it is at a moment."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    options = ["-q", "-c", "pyproject.toml", "-p", "tests.moments.deal", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *map(str, files)],
        cwd=ROOT,
        env=ours | environment_at(moment, utc_now()),
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def files_that_read_the_present() -> list[Path]:
    found = (path for path in sorted((ROOT / "tests").rglob("test_*.py")) if path != Path(__file__))
    return [path for path in found if "mark.present" in path.read_text()]


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_reads_the_present_holds(moment):
    files = files_that_read_the_present()
    assert {path.relative_to(ROOT / "tests").parts[0] for path in files} >= {
        *("ads", "catalog", "gateway", "inventory", "sandbox", "shared", "tickets"),
    }
    code, output = held(moment, *files)
    assert code == 0, output


PLANTED = """
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.clock import utc_now

NEW_YORK = ZoneInfo("America/New_York")


def midnight(days):
    day = utc_now().astimezone(NEW_YORK).date() + timedelta(days=days)
    return datetime.combine(day, time(), NEW_YORK).astimezone(UTC)


@pytest.mark.present
@pytest.mark.parametrize("number", range({number}))
def test_planted(number):
    assert {assumption}
"""
ASSUMPTIONS = {
    "in-40-days": "(utc_now().date() - date.fromisoformat('{today}')).days < 31",
    "next-year": "utc_now().year == date.fromisoformat('{today}').year",
    "month-end": "(utc_now() + timedelta(hours=1)).month == utc_now().month",
    "short-day": "midnight(1) - midnight(0) == timedelta(hours=24)",
    "leap-day": "utc_now().replace(year=utc_now().year + 1) > utc_now()",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_planted_assumption_is_found(tmp_path, moment):
    file = tmp_path / "test_planted.py"
    assumption = ASSUMPTIONS[moment].format(today=utc_now().date())
    file.write_text(PLANTED.format(number=len(MOMENTS), assumption=assumption))
    code, output = held(moment, file)
    assert (code, "1 failed, 4 deselected" in output) == (1, True), output


def test_the_command_starts_a_program_at_a_moment():
    program = "import time; from shared.clock import utc_now; print(utc_now().date(), int(time.time()) % 86400 // 60)"
    command = [sys.executable, "-m", "tests.moments", "month-end", sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"{MOMENTS['month-end'](utc_now()).date()} {23 * 60 + 30}\n"


def test_demo_and_doctor_hold_on_a_leap_day(tmp_path):
    settings = environment_at("leap-day", utc_now())
    api, sandbox, metrics = free_ports()
    ports = ["--data", "data", "--port", api, "--sandbox-port", sandbox, "--metrics-port", metrics]
    code, output = finish(start(tmp_path, "demo", "--size", 20, *ports, **settings))
    assert code == 0, output
    assert f"{MOMENTS['leap-day'](utc_now()).year}-03-" in output  # what runs out, and when
    code, output = finish(start(tmp_path, "doctor", *ports, **settings))
    assert code == 0, output


@pytest.mark.parametrize(
    ("moment", "now", "then"),
    [
        ("in-40-days", NOW, datetime(2027, 1, 9, 7, 50, tzinfo=UTC)),
        ("next-year", NOW, datetime(2027, 12, 1, 7, 50, tzinfo=UTC)),
        ("month-end", NOW, datetime(2026, 12, 31, 23, 30, tzinfo=UTC)),
        ("month-end", datetime(2026, 11, 29, 23, 45, tzinfo=UTC), datetime(2026, 11, 30, 23, 30, tzinfo=UTC)),
        ("short-day", NOW, datetime(2027, 3, 14, 12, tzinfo=UTC)),
        ("short-day", datetime(2027, 3, 14, 8, tzinfo=UTC), datetime(2028, 3, 12, 12, tzinfo=UTC)),
        ("leap-day", NOW, AFTERWARDS),
        ("leap-day", AFTERWARDS, datetime(2032, 2, 29, 12, tzinfo=UTC)),
    ],
)
def test_the_moments_lie_ahead(moment, now, then):
    assert MOMENTS[moment](now) == then
