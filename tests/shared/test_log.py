"""Lines of the log: one of JSON each, whoever writes them, and nothing that a failure quotes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = """
import logging, threading, warnings
from shared import log
log.configure()
secret = "CANARY-" + "7f3a"
"""


def lines_of(body: str, *, code: int = 0) -> list[dict]:
    """What a program with our log writes; nothing of it may quote the canary."""
    done = subprocess.run(
        [sys.executable, "-c", START + body], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == code, done.stderr
    assert "CANARY" not in done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_libraries_write_lines_like_ours():
    uvicorn, dbos = lines_of(
        """
logging.getLogger("uvicorn.error").setLevel(logging.INFO)
logging.getLogger("uvicorn.access").info("GET /")
logging.getLogger("httpx").info(secret)
with log.on_behalf_of("request-1"):
    logging.getLogger("uvicorn.error").info("started %s", 1)
logging.getLogger("dbos").warning("polling failed: Traceback\\n  ValueError: " + secret)
"""
    )
    assert (uvicorn["event"], uvicorn["request_id"], uvicorn["level"]) == ("started 1", "request-1", "info")
    assert (dbos["module"], dbos["event"], dbos["level"]) == ("dbos", "polling failed: Traceback", "warning")
    assert dbos.keys() == {"module", "event", "level", "at"}


CRASHES = {
    "ValueError": ("int(secret)", None),
    "KeyError": ("{}[secret]", None),
    "ValidationError": (
        "import pydantic\nclass M(pydantic.BaseModel):\n    n: int\nM(n=secret)",
        "n: int_parsing",
    ),
    "IntegrityError": (
        "import sqlalchemy as sa\ne = sa.create_engine('sqlite://').connect()\n"
        "e.exec_driver_sql('CREATE TABLE t (a TEXT UNIQUE)')\n"
        "for _ in 'xx': e.execute(sa.text('INSERT INTO t VALUES (:a)'), {'a': secret})",
        "IntegrityError SQLITE_CONSTRAINT_UNIQUE",
    ),
    "FileNotFoundError": ("open('/nowhere/' + secret)", "No such file or directory"),
    "KeyRingError": ("from shared.secrets import Sealer\nSealer.of_ring(secret)", "a master key is"),
    "InvalidURL": ("import httpx\nhttpx.get('http://127.0.0.1:port/?token=' + secret)", None),
}


@pytest.mark.parametrize("kind", CRASHES)
@pytest.mark.parametrize("thread", [False, True])
def test_a_crash_is_one_line_without_what_it_failed_on(kind, thread):
    body, message = CRASHES[kind]
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    call = "t = threading.Thread(target=work)\nt.start()\nt.join()" if thread else "work()"
    line = lines_of(f"def work():\n{indented}\n{call}\n", code=0 if thread else 1)[-1]
    failure = line["failure"][0]
    assert (line["event"], line["level"]) == ("crashed", "critical")
    assert failure["kind"].endswith(kind)
    assert any(place.endswith(" work") for place in failure["places"])
    assert failure.get("message", "").startswith(message or "")
    assert ("message" in failure) == (message is not None)


def test_causes_are_told_and_warnings_are_lines():
    warning, crash = lines_of(
        """
warnings.warn("old " + "news")
try:
    int(secret)
except ValueError as error:
    raise RuntimeError(secret) from error
""",
        code=1,
    )
    assert warning["module"] == "py.warnings"
    assert [one["kind"] for one in crash["failure"]] == ["builtins.RuntimeError", "builtins.ValueError"]
