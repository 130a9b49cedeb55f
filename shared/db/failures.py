"""What a failure of the database means."""

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


def is_busy(error: BaseException) -> bool:
    """Whether the database is locked or away: the same statements may work later."""
    return isinstance(error, OperationalError | PoolTimeoutError)
