"""A client as an integrator writes it: it repeats a request until it knows that it was heard."""

import time
from collections import Counter
from typing import Any

import httpx

PATIENCE_SECONDS = 120.0
_PAUSE = 0.2
_PASSING = (429, 503)


class NeverAnsweredError(RuntimeError):
    """The API gave no answer for longer than it takes to start it again."""


class Asker:
    """Asks over one client. `answers` counts status codes, and connections that were refused or broken."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.answers: Counter[str] = Counter()

    def ask(self, method: str, path: str, **given: Any) -> tuple[httpx.Response, bool]:
        """The answer, and whether an earlier try went without one (so that it may have been heard already).

        Raises NeverAnsweredError.
        """
        ends, unanswered = time.monotonic() + PATIENCE_SECONDS, False
        while time.monotonic() < ends:
            answer = self._try(method, path, **given)
            if answer is not None and answer.status_code not in _PASSING and answer.status_code < 500:
                return answer, unanswered
            unanswered = unanswered or answer is None
            time.sleep(_PAUSE)
        raise NeverAnsweredError(f"{method} {path}: nothing in {PATIENCE_SECONDS:.0f} s")

    def _try(self, method: str, path: str, **given: Any) -> httpx.Response | None:
        try:
            answer = self._http.request(method, path, **given)
        except httpx.TransportError as error:
            self.answers["refused" if isinstance(error, httpx.ConnectError) else "broken"] += 1
            return None
        self.answers[str(answer.status_code)] += 1
        return answer
