"""The ports of an installation: those that it was last run with hold for every command that is told no others."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from services.cli.claims import runner_of

PORTS_FILE = "ports.json"
FIRST_PORT = 8000


class PortsError(RuntimeError):
    """Ports were given that are not those of the programs that run, or those kept cannot be read."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Of the API, the sandbox, and the worker's metrics."""

    api: int
    sandbox: int
    metrics: int


def ports_of(data: Path, *, api: int = 0, sandbox: int = 0, metrics: int = 0) -> Ports:
    """Those told (0: not told); else those kept in the folder; else 8000 and the two after it.

    Another port of the API moves the others along. Raises PortsError, also where others are told than programs
    of this folder run with.
    """
    kept = _kept(data)
    base = kept if kept is not None and api in (0, kept.api) else _beside(api or FIRST_PORT)
    found = Ports(base.api, sandbox or base.sandbox, metrics or base.metrics)
    if kept is not None and found != kept and (runner := runner_of(data)) is not None:
        raise PortsError(
            f"{runner.told(data)} Its ports are {kept.api}, {kept.sandbox} and {kept.metrics}: stop it first, or"
            " leave the ports out."
        )
    return found


def keep(data: Path, ports: Ports) -> None:
    """Let these hold from now on; whole or not at all."""
    path, unfinished = data / PORTS_FILE, data / f"{PORTS_FILE}.{os.getpid()}"
    unfinished.write_text(json.dumps(asdict(ports)))
    unfinished.replace(path)


def _kept(data: Path) -> Ports | None:
    try:
        return Ports(**{name: int(port) for name, port in json.loads((data / PORTS_FILE).read_text()).items()})
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError, AttributeError) as error:
        raise PortsError(f"{data / PORTS_FILE} is not as it was written; delete it, and name the ports") from error


def _beside(port: int) -> Ports:
    return Ports(port, port + 1, port + 2)
