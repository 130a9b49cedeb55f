"""HTTP from one service to the gateway's internal endpoints, under the service's own signed principal."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import httpx

from shared import log
from shared.auth.principal import service_principal
from shared.auth.tokens import HEADER, Signer
from shared.outbox.relay import Carried, RowsRefusedError
from shared.problems import UpstreamAwayError


class GatewayAwayError(httpx.HTTPError, UpstreamAwayError):
    """The gateway cannot be reached, or cannot answer now."""


class GatewayFailedError(GatewayAwayError):
    """The gateway has met what it does not expect."""


_OF_THE_CONTENT = (400, 413, 422)
"""What the gateway answers where a body is wrong; other refusals are about the caller."""


@cache
def _trusted() -> ssl.SSLContext:
    """The usual authorities, read once: 20 ms, which each of a program's services would spend anew."""
    return httpx.create_ssl_context(trust_env=False)


class InternalClient:
    """Calls `base_url` (the gateway) as the signer's service.

    Every method raises GatewayAwayError, and httpx.HTTPStatusError when the gateway finds the call wrong.
    """

    def __init__(self, base_url: str, signer: Signer, *, clock: Callable[[], datetime]) -> None:
        self._signer = signer
        self._clock = clock
        self._http = httpx.Client(base_url=base_url, timeout=10.0, trust_env=False, verify=_trusted())

    def get(self, path: str, **params: str) -> Any:
        """The JSON answer of a GET."""
        return self._send("GET", path, params=params)

    def post(self, path: str, content: Mapping[str, Any]) -> Any:
        """The JSON answer of a POST."""
        return self._send("POST", path, json=content)

    def publish(self, carried: Sequence[Carried]) -> None:
        """Hand events and audit entries to the gateway, which keeps each id once. Raises RowsRefusedError."""
        content = {
            "events": [_event(each) for each in carried if not each.is_audit],
            "audit": [_entry(each) for each in carried if each.is_audit],
        }
        try:
            self.post("/internal/events", content)
        except (httpx.HTTPStatusError, GatewayFailedError) as error:
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code not in _OF_THE_CONTENT:
                raise
            raise RowsRefusedError(str(error)) from error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(self, method: str, path: str, **options: Any) -> Any:
        token = self._signer.sign(service_principal(self._signer.issuer), now=self._clock())
        headers = {HEADER: token} | log.outgoing_headers()
        try:
            answer = self._http.request(method, path, headers=headers, **options)
        except httpx.TransportError as error:
            raise GatewayAwayError(f"{type(error).__name__}: {error}") from error
        if answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            raise GatewayFailedError(f"{method} {path}: {answer.status_code}")
        if answer.is_server_error:
            raise GatewayAwayError(f"{method} {path}: {answer.status_code}")
        answer.raise_for_status()
        return answer.json()


def _event(carried: Carried) -> dict[str, Any]:
    return {
        "id": carried.identity,
        "type": carried.name,
        "tenant_id": carried.tenant_id,
        "subject": carried.subject,
        "occurred_at": carried.created_at.isoformat(),
        "data": carried.content,
    }


def _entry(carried: Carried) -> dict[str, Any]:
    place = {"id": carried.identity, "tenant_id": carried.tenant_id, "occurred_at": carried.created_at.isoformat()}
    return place | carried.content
