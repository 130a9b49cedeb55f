"""Reads deploy/compose.yaml as Compose would, as far as our file goes; what it does not know is an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
FILE = DEPLOY / "compose.yaml"
_TOP = {"name", "services", "configs", "networks", "volumes"}
_OF_CONTAINERS = {
    "image",
    "build",
    "restart",
    "read_only",
    "cap_drop",
    "security_opt",
    "stop_grace_period",
    "cpu_shares",
}
_OF_CONTAINERS |= {"stop_signal", "shm_size", "user", "networks", "ports", "profiles"}
"""What only an engine can do."""

_STARTED = {
    "command",
    "entrypoint",
    "environment",
    "env_file",
    "depends_on",
    "healthcheck",
    "volumes",
    "tmpfs",
    "configs",
}
_CONDITIONS = {"service_healthy", "service_completed_successfully"}
_HEALTH = {"test", "interval", "timeout", "start_period", "retries"}
_VARIABLE = re.compile(r"\$\{(\w+)(?:(:[?-])([^}]*))?\}")


class ComposeError(ValueError):
    """The file says what we do not know, or lacks a variable."""


@dataclass(frozen=True, slots=True)
class Program:
    """One service of the file. `files` has a source by the path in the container, None for a volume."""

    name: str
    image: str
    command: list[str]
    environment: dict[str, str]
    needs: dict[str, str]
    health: list[str]
    files: dict[str, "Path | str | None"]
    profiles: list[str]


def read(variables: Mapping[str, str], *, folder: Path = DEPLOY, content: str | None = None) -> dict[str, Program]:
    """The programs by name. `folder` has the files that it names. Raises ComposeError."""
    document = yaml.safe_load(FILE.read_text() if content is None else content)
    _require_known("the file", {name for name in document if not name.startswith("x-")}, _TOP)
    filled: dict[str, Any] = _filled(document, variables)
    configs = {name: config["content"] for name, config in filled["configs"].items()}
    programs = {name: _program(name, told, configs, folder) for name, told in filled["services"].items()}
    for program in programs.values():
        _require_known(f"depends_on of {program.name}", set(program.needs), set(programs))
        _require_known(f"depends_on of {program.name}", set(program.needs.values()), _CONDITIONS)
    return programs


def settings_in(path: Path) -> dict[str, str]:
    """What an env file sets."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _program(name: str, told: Mapping[str, Any], configs: Mapping[str, str], folder: Path) -> Program:
    _require_known(name, set(told), _OF_CONTAINERS | _STARTED)
    health = told.get("healthcheck", {})
    _require_known(f"healthcheck of {name}", set(health), _HEALTH)
    environment: dict[str, str] = {}
    for file in told.get("env_file", []):
        environment |= settings_in(folder / file)
    return Program(
        name=name,
        image=told["image"],
        command=[*told.get("entrypoint", []), *told.get("command", [])],
        environment=environment | {key: str(value) for key, value in told.get("environment", {}).items()},
        needs={other: need["condition"] for other, need in told.get("depends_on", {}).items()},
        health=health.get("test", ["CMD"])[1:],
        files=_files(told, configs, folder),
        profiles=told.get("profiles", []),
    )


def _files(told: Mapping[str, Any], configs: Mapping[str, str], folder: Path) -> dict[str, Path | str | None]:
    found: dict[str, Path | str | None] = {place.partition(":")[0]: None for place in told.get("tmpfs", [])}
    for volume in told.get("volumes", []):
        source, _, rest = volume.rpartition(":") if volume.endswith(":ro") else ("", "", volume)
        source, _, target = (source or rest).rpartition(":")
        found[target] = folder / source if source.startswith((".", "/")) else None
    for config in told.get("configs", []):
        _require_known("a config", set(config), {"source", "target"})
        found[config["target"]] = configs[config["source"]]
    return found


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    """The value with its variables; `${NAME:?why}` has to be there, `${NAME:-other}` need not."""

    def one(match: re.Match[str]) -> str:
        name, kind, other = match.groups()
        known = variables.get(name, "")
        if not known and kind != ":-":
            raise ComposeError(f"{name} {other or 'is not set'}")
        return known or other

    if isinstance(value, str):
        return _VARIABLE.sub(one, value)
    if isinstance(value, dict):
        return {key: _filled(each, variables) for key, each in value.items()}
    return [_filled(each, variables) for each in value] if isinstance(value, list) else value


def _require_known(where: str, told: set[str], known: set[str]) -> None:
    if unknown := told - known:
        raise ComposeError(f"{where}: nobody knows {', '.join(sorted(unknown))}")
