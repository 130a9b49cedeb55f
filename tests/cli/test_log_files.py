"""Logs are bounded while programs write to them, and nothing of the newest lines is lost."""

import os

import pytest

from services.cli import log_files
from services.cli.log_files import OLDER, LogFile
from services.cli.supervision import Process, Supervisor
from tests.waiting import wait_for

MOST = 1000


@pytest.fixture
def write(tmp_path):
    """A program that has the file open, as ours have: it appends whatever becomes of the file."""
    descriptor = os.open(tmp_path / "api.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    yield lambda first, last: [os.write(descriptor, b"line %06d\n" % number) for number in range(first, last)]
    os.close(descriptor)


def lines_in(folder):
    files = sorted(folder.glob("api.log*"), key=lambda path: int(path.suffix[1:] if path.suffix != ".log" else 0))
    return [line for path in reversed(files) for line in path.read_text().splitlines()]


def test_a_log_stays_within_its_bounds_and_keeps_the_newest_lines(tmp_path, write):
    log = LogFile(tmp_path / "api.log", most_bytes=MOST)
    for first in range(0, 3000, 50):
        write(first, first + 50)
        log.bound()
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= (OLDER + 1) * (MOST + 600)
    assert {path.name for path in tmp_path.iterdir()} == {"api.log", *(f"api.log.{n}" for n in range(1, OLDER + 1))}
    kept = lines_in(tmp_path)
    assert kept == [f"line {number:06d}" for number in range(3000 - len(kept), 3000)]
    assert len(kept) > OLDER * MOST // 12
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_the_last_words_are_there_when_the_log_was_just_put_aside(tmp_path, write):
    log = LogFile(tmp_path / "api.log", most_bytes=MOST)
    write(0, 100)
    log.bound()
    assert (tmp_path / "api.log").read_text() == ""
    assert log.tail(64 * 1024, 3) == ["line 000097", "line 000098", "line 000099"]
    write(100, 102)
    assert log.tail(64 * 1024, 3) == ["line 000099", "line 000100", "line 000101"]


def test_on_a_full_disk_the_log_stays_whole_and_is_tried_again_later(tmp_path, write, monkeypatch):
    log, tried = LogFile(tmp_path / "api.log", most_bytes=MOST), []

    def full(*_arguments: object) -> int:
        tried.append(1)
        raise OSError(28, "No space left on device")

    write(0, 100)
    with monkeypatch.context() as patch:
        patch.setattr(log_files.os, "open", full)
        for _ in range(3):
            log.bound()
    assert len(tried) == 1
    assert lines_in(tmp_path) == [f"line {number:06d}" for number in range(100)]
    write(100, 200)
    log.bound()
    assert (tmp_path / "api.log").read_text() == ""
    assert lines_in(tmp_path) == [f"line {number:06d}" for number in range(200)]


def test_whoever_looks_after_programs_bounds_their_logs(tmp_path):
    code = "import time\nfor n in range(18): print(str(n % 10) * 1024 * 1024, flush=True)\ntime.sleep(600)"
    process = Process("api", ["-c", code], tmp_path)
    try:
        supervisor = Supervisor([process], lambda _: None)
        aside = tmp_path / "api.log.1"
        wait_for(lambda: supervisor.look() or aside.exists(), "a log that was put aside")
        assert aside.stat().st_size >= log_files.MOST_BYTES
        assert process.running
    finally:
        process.stop()
