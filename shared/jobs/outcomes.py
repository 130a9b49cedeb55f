"""How the reading of a report ended, from values only, and whether its number of rows may be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Literal

Ending = Literal["completed", "empty", "suspect", "failed"]
_WORSE: tuple[Ending, ...] = ("empty", "completed", "suspect", "failed")

ROWS_OUT_OF_LINE, ROWS_REJECTED = "rows-out-of-line", "rows-rejected"
"""Why what has come is not believed: the number of its rows, or what they hold."""

_FILES, LEAST_ROWS = 3, 20
_LEAST, _MOST = 0.5, 3.0
"""A number of rows is judged by the median of at least so many files, if that is at least so many rows: what is under
half of it or over three times as much is not believed, nor nothing at all after a single one of them. (The planning
report of some days holds 5 to 50 % of its rows, and once held 1.5 million for 8 thousand; issues 5044, 5149 and 5282
of amzn/selling-partner-api-models.)"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How a report went, in rows: received, new or changed, and not stored, by reason.

    `foreign` ones of these are whole, but of no marketplace that is read.
    """

    received: int = 0
    changed: int = 0
    rejections: Mapping[str, int] = field(default_factory=dict)
    foreign: int = 0

    @property
    def rejected(self) -> int:
        """Rows that were not stored."""
        return sum(self.rejections.values())

    def __add__(self, other: "Counted") -> "Counted":
        names = {*self.rejections, *other.rejections}
        rejections = {name: self.rejections.get(name, 0) + other.rejections.get(name, 0) for name in names}
        return Counted(
            self.received + other.received, self.changed + other.changed, rejections, self.foreign + other.foreign
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a report ended; `code` and `detail` say why it is not to be relied on.

    Only what is `completed`, or `empty` where that may be, says that something is no more; `suspect` never does.
    """

    ending: Ending
    counted: Counted = field(default_factory=Counted)
    code: str = ""
    detail: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether what is not in it may be taken for gone."""
        return self.ending in ("completed", "empty")


@dataclass(frozen=True, slots=True)
class Count:
    """The rows of an earlier file, and whether they were believed."""

    rows: int
    is_believed: bool


def is_repeated(rows: int, earlier: Sequence[Count]) -> bool:
    """Whether a number of rows was not believed the last time, and is now told again; `earlier` newest first."""
    return bool(earlier) and not earlier[0].is_believed and earlier[0].rows == rows


def doubt_of(rows: int, earlier: Sequence[Count], *, least: int = LEAST_ROWS) -> str | None:
    """Why a number of rows is not believed, if it is not; `earlier` newest first. Twice the same new one is.

    `least` are the usual rows from which on it is judged: fewer where a report always has the same few.
    """
    believed = [one.rows for one in earlier if one.is_believed]
    if not believed or (usual := median(believed)) < least or (rows and len(believed) < _FILES):
        return None
    if usual * _LEAST <= rows <= usual * _MOST or is_repeated(rows, earlier):
        return None
    return f"{rows} rows, where {usual:.0f} are usual"


def outcome_of(counted: Counted, *, empty: bool = False) -> Outcome:
    """The outcome of what was read: not to be relied on when nothing, or less than half of it, could be stored."""
    if empty:
        return Outcome("empty", counted)
    ours = counted.received - counted.foreign
    damaged = counted.rejected - counted.foreign
    if ours and damaged * 2 > ours:
        reason = max(counted.rejections, key=lambda name: counted.rejections[name])
        return Outcome("suspect", counted, ROWS_REJECTED, f"{damaged} of {ours} rows were rejected: {reason}"[:500])
    return Outcome("completed", counted)


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of several reports of one part: the worst of theirs, and the rows of all."""
    worst = max(outcomes, key=lambda one: _WORSE.index(one.ending), default=Outcome("empty"))
    return replace(worst, counted=sum((one.counted for one in outcomes), Counted()))
