"""What the machine, or the container that we run in, has to spare."""

from collections.abc import Iterator
from pathlib import Path

_UNKNOWN = 1024**3
_MEMINFO, _GROUPS, _OWN_GROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def available_memory() -> int:
    """Bytes that could be taken without swapping: of the machine, or what our control groups (v1, v2) leave of it.

    Where neither can be read (macOS), a gigabyte.
    """
    known = [*_of_machine(), *_of_groups()]
    return min(known, default=_UNKNOWN)


def _of_machine() -> Iterator[int]:
    for line in _lines(_MEMINFO):
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _of_groups() -> Iterator[int]:
    """What each group that we are in has left; pages of files that it could drop count as left."""
    for line in _lines(_OWN_GROUP):
        _, controllers, name = line.split(":", 2)
        if not controllers:
            own = _GROUPS / name.lstrip("/")
            yield from _left(own, "memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            for group in (_GROUPS / "memory" / name.lstrip("/"), _GROUPS / "memory"):
                yield from _left(group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _left(group: Path, limit: str, usage: str, droppable: str) -> Iterator[int]:
    most, used = _lines(group / limit), _lines(group / usage)
    if not most or not used or not most[0].isdigit():  # "max" is no limit
        return
    spare = next((int(line.split()[1]) for line in _lines(group / "memory.stat") if line.startswith(droppable)), 0)
    yield max(0, int(most[0]) - int(used[0]) + spare)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
