"""Times as Mabang writes them: without a zone, of Beijing, or of UTC where that trap is off.

Within the stand-in a time is whole seconds since 1970 began in Beijing, so that days are counted by division.
"""

from datetime import UTC, datetime, timedelta

from services.sandbox.mabang.rules.stocks import DAY_SECONDS

_AHEAD = 8 * 3600
_DAY, _MOMENT = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at_of(moment: datetime) -> int:
    """A moment as seconds."""
    return int(moment.timestamp()) + _AHEAD


def moment_of(at: int) -> datetime:
    """Seconds as a moment."""
    return _EPOCH + timedelta(seconds=at - _AHEAD)


def text_of(at: int, *, beijing: bool) -> str:
    """Seconds as a text, in Beijing's time or in UTC."""
    return (_EPOCH + timedelta(seconds=int(at) - (0 if beijing else _AHEAD))).strftime(_MOMENT)


def time_in(text: str, *, beijing: bool) -> int | None:
    """The seconds of a text; None when it is no such time."""
    return _read(text, _MOMENT, beijing)


def day_in(text: str, *, beijing: bool) -> tuple[int, int] | None:
    """The first second of a day and that behind its last; None when the text is no day."""
    begin = _read(text, _DAY, beijing)
    return None if begin is None else (begin, begin + DAY_SECONDS)


def _read(text: str, form: str, beijing: bool) -> int | None:
    try:
        found = datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None
    if found.strftime(form) != text:  # strptime takes 2026-1-5, too
        return None
    return int((found - _EPOCH).total_seconds()) + (0 if beijing else _AHEAD)
