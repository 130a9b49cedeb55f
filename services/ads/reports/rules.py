"""Which days to ask for, and which of those that arrived count."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.ads.deliveries.rules import StoredDay
from services.ads.performance.rules import Window

REQUEST_DAYS = 31
"""Amazon Ads reporting v3: at most 31 days a request."""

REFETCHED_DAYS = 30
"""Conversions are restated up to 28 days after the order, so a day is fetched again for 30 days, and once more."""

LONGEST_GAP = 2
MIN_TRAFFIC = 20
"""Days without rows in a row that are suspect (more are a pause), and the traffic of the days beside them.

Traffic is impressions, or clicks where only terms with clicks are reported. Of a day that has 20 on average
one in e^20 (half a billion) is empty by chance.
"""

CONFIRMED_AFTER = timedelta(hours=20)
"""A day is believed to be empty when a report that was requested so much later has no rows of it either."""

CHUNK_ROWS = 5_000
"""Rows a transaction, which are in memory together; ten times as many are hardly faster."""


@dataclass(frozen=True, slots=True)
class MissingDays:
    """The days that an earlier report lacked, and when that one was requested."""

    requested_at: datetime
    days: Collection[date]


@dataclass(slots=True)
class Names:
    """What records tell by the way: (name, state) of campaigns and (campaign key, name) of ad groups, by key."""

    campaigns: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    ad_groups: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Survey:
    """What is in a report, counted before anything of it is stored; `rows` and `traffic` are by ISO day.

    Rows of one key count once in `rows`. `rejections` counts the rows that are not stored, by reason.
    """

    received: int = 0
    duplicates: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    traffic: Counter[str] = field(default_factory=Counter)
    rejections: Counter[str] = field(default_factory=Counter)
    names: Names = field(default_factory=Names)

    @property
    def rejected(self) -> int:
        """Rows that are not stored."""
        return self.rejections.total()


def days_of(window: Window) -> Iterator[date]:
    """The days of a window."""
    for offset in range((window.to_on - window.from_on).days):
        yield window.from_on + timedelta(days=offset)


def wanted_days(today: date, delivered: Collection[date], fetched_days: int) -> list[date]:
    """What a daily fetch asks for: the newest 30 days, the oldest of `fetched_days` once more, what never came."""
    days = (today - timedelta(days=age) for age in range(fetched_days, 0, -1))
    newest, last = today - timedelta(days=REFETCHED_DAYS), today - timedelta(days=fetched_days)
    return [day for day in days if day >= newest or day == last or day not in delivered]


def requests_of(days: Iterable[date]) -> list[Window]:
    """The requests for some days, in their order: one for each run of days, of at most 31."""
    runs: list[Window] = []
    for day in days:
        if runs and runs[-1].to_on == day and (day - runs[-1].from_on).days < REQUEST_DAYS:
            runs[-1] = Window(runs[-1].from_on, day + timedelta(days=1))
        else:
            runs.append(Window(day, day + timedelta(days=1)))
    return runs


def superseded_days(stored: Mapping[date, StoredDay], requested_at: datetime) -> set[date]:
    """Days whose stored numbers are of a report that was requested later: they are newer, whenever they came."""
    return {day for day, known in stored.items() if known.requested_at and known.requested_at > requested_at}


def missing_days(
    days: Sequence[date],
    survey: Survey,
    stored: Mapping[date, StoredDay],
    earlier: Iterable[MissingDays],
    *,
    requested_at: datetime,
    today: date,
    active: bool,
) -> list[date]:
    """Days that have ended and are empty, though the account cannot have been without traffic.

    Either the day had rows before, or it lies in a short gap beside days with traffic, or rows were rejected,
    which may have been its own; the newest days are such a gap only while a campaign is enabled (`active`). A
    day that was empty in an `earlier` report, too, and has not been delivered since, truly is.
    """
    empty = [day for day in days if day < today and not survey.rows[day.isoformat()]]
    gaps = _gap_days(days, survey, today, active=active)
    reported = {day for day, known in stored.items() if known.row_count}
    suspect = [day for day in empty if survey.rejected or day in gaps or day in reported]
    return [day for day in suspect if not _is_confirmed(day, stored.get(day), earlier, requested_at)]


def _gap_days(days: Sequence[date], survey: Survey, today: date, *, active: bool) -> set[date]:
    """Days of short gaps whose neighbours had traffic; the end of the report is a neighbour if `active`."""
    found: set[date] = set()
    gap: list[date] = []
    busy = False
    for day in days:
        if day >= today:
            break
        if not survey.rows[day.isoformat()]:
            gap.append(day)
            continue
        traffic = survey.traffic[day.isoformat()] >= MIN_TRAFFIC
        if busy and traffic and len(gap) <= LONGEST_GAP:
            found.update(gap)
        gap, busy = [], traffic
    return found | set(gap) if busy and active and len(gap) <= LONGEST_GAP else found


def _is_confirmed(day: date, known: StoredDay | None, earlier: Iterable[MissingDays], requested_at: datetime) -> bool:
    since = known.requested_at if known else None
    return any(
        day in one.days
        and one.requested_at <= requested_at - CONFIRMED_AFTER
        and (since is None or one.requested_at > since)
        for one in earlier
    )
