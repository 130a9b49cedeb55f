"""Checking consents: one loop per worker that claims what is due, asks Amazon, and keeps the answer.

The state lies in the table, so that a check which a dying worker began is made again after its lease. No
transaction is open while Amazon is asked.
"""

from collections.abc import Callable
from datetime import datetime

from services.gateway.consents.amazon.proofs import Prober
from services.gateway.consents.operations import handing, keeping
from services.gateway.consents.schemas import AccessTokenCreate
from shared.db import Database
from shared.secrets import Sealer

PAUSE, AT_LEAST = 1.0, 5.0
"""Seconds between looks for due checks while there are none: for new ones, and for those whose time comes."""


class Checker:
    """The work of one worker's loop; checks are rare, so one is made at a time."""

    def __init__(self, database: Database, sealer: Sealer, prober: Prober, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._sealer = sealer
        self._prober = prober
        self._clock = clock

    def run(self) -> int:
        """Make the next check that is due; how many were made."""
        with self._database.read() as session:
            if not handing.is_check_due(session, now=self._clock()):
                return 0
        with self._database.write() as session:
            claimed = handing.claim_due(session, 1, now=self._clock())
        for wish in claimed:
            self._check(wish)
        return len(claimed)

    def _check(self, wish: AccessTokenCreate) -> None:
        try:
            with self._database.read() as session:
                consent = handing.open_consent(session, wish, sealer=self._sealer)
        except handing.ConsentUnreadableError as error:
            with self._database.write() as session:
                keeping.lose_consent(session, wish, error.code, now=self._clock())
            return
        if consent is None:
            return
        verdict = self._prober.prove([consent])[wish.purpose]
        with self._database.write() as session:
            keeping.record_verdict(session, consent, verdict, sealer=self._sealer, now=self._clock())
