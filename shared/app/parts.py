"""Fair parts of a tenant's quota: a key that asks more than all others does not leave them without."""

from shared.app.quotas import Quota

RESERVE = 10
"""The last tenth of a quota is shared out; above it whoever asks is served."""


class Parts:
    """The keys of one tenant that one process has seen lately.

    Of the reserve each has the n-th part of what comes back, n being the keys that have asked within the window of
    the quota. What one leaves lets the quota rise above the reserve, where the others have it: nothing is lost.
    """

    __slots__ = ("_asked_at", "_quota", "_used_until")

    def __init__(self, quota: Quota) -> None:
        self._quota = quota
        self._asked_at: dict[str, float] = {}
        self._used_until: dict[str, float] = {}

    def note(self, key_id: str, moment: float) -> None:
        """The key asks (Unix seconds)."""
        self._asked_at[key_id] = moment

    def take(self, key_id: str, left: int, moment: float) -> float:
        """Take one of the `left` requests of the tenant: 0, or the seconds until the key's part has one."""
        window, requests = self._quota.seconds, self._quota.requests
        is_scarce = left < requests // RESERVE
        if is_scarce:
            self._asked_at = {key: at for key, at in self._asked_at.items() if moment - at <= window}
        active = len(self._asked_at)
        step = active * window / requests
        ahead = max(step, window / RESERVE)
        used_until = self._used_until.get(key_id, 0.0)
        if not moment <= used_until <= moment + window:  # long ago, or the clock was set back
            used_until = moment
        wait = used_until + step - moment - ahead
        if is_scarce and active > 1 and wait > 0:
            return wait
        # What a key takes while there is plenty counts, too: who has had the most waits first.
        self._used_until[key_id] = min(used_until + step, moment + ahead)
        return 0.0
