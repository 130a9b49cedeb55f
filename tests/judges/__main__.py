"""`make judges`: outside judges of the API against a live installation; `make judges ONLY=spectral`.

What each judge prints goes to build/judges/<name>.log, and the verdicts to build/judges/junit.xml.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, TextIO
from xml.etree.ElementTree import Element, ElementTree, SubElement

from tests.judges.judges import BIN, JUDGES, Judge
from tests.judges.place import ROOT, Place, open_place

_OUTPUT = ROOT / "build" / "judges"
_LAST_LINES = 60
_SECONDS = 1800.0
"""A judge that takes longer has not finished, and has not agreed either."""


def main() -> None:
    """Ask the judges one after the other; exits with 1 when one of them objects."""
    options = _options()
    _OUTPUT.mkdir(parents=True, exist_ok=True)
    asked = [judge for judge in JUDGES if options.only in ("", judge.name)]
    suite = Element("testsuite", name="judges", tests=str(len(asked)))
    with tempfile.TemporaryDirectory() as folder:
        _tell("starting an installation with two tenants")
        with open_place(Path(folder), _OUTPUT) as place:
            objections = [judge.name for judge in asked if not _ask(judge, place, suite)]
    ElementTree(suite).write(_OUTPUT / "junit.xml", encoding="utf-8", xml_declaration=True)
    sys.exit(1 if objections else 0)


def _ask(judge: Judge, place: Place, suite: Element) -> bool:
    _tell(f"{judge.name}: is it true that {judge.says}?")
    started, log = time.monotonic(), _OUTPUT / f"{judge.name}.log"
    with log.open("w") as file:
        content = all(_succeeds(command, file) for command in judge.commands(place))
    seconds = time.monotonic() - started
    case = SubElement(suite, "testcase", classname="judges", name=judge.name, time=f"{seconds:.1f}")
    if not content:
        ending = "\n".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
        SubElement(case, "failure", message=f"not so: {judge.says}").text = ending
        _tell(ending)
    _tell(f"{judge.name}: {'yes' if content else 'NO'}, {seconds:.0f} s; {log.relative_to(ROOT)}")
    return content


def _succeeds(command: list[str], log: TextIO) -> bool:
    """Run one command; generated code is formatted by a tool that has to be on the path."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    options: dict[str, Any] = {"cwd": _OUTPUT, "stdout": log, "stderr": subprocess.STDOUT, "env": environment}
    try:
        return subprocess.run(command, timeout=_SECONDS, check=False, **options).returncode == 0
    except FileNotFoundError:
        log.write(f"{command[0]} is not installed (Debian: promtool is in prometheus)\n")
        return False
    except subprocess.TimeoutExpired:
        log.write(f"not finished after {_SECONDS:.0f} s\n")
        return False


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make judges", description=__doc__)
    parser.add_argument("--only", default="", choices=["", *(judge.name for judge in JUDGES)], metavar="NAME")
    return parser.parse_args()


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
