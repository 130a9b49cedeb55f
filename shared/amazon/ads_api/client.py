"""The client: one method per call that we make."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from shared import log
from shared.amazon import exchange
from shared.amazon.ads_api import payloads
from shared.amazon.ads_api.errors import DuplicateReport, InvalidReport
from shared.amazon.ads_api.payloads import Campaign, Profile, ReportRequest, ReportStatus
from shared.amazon.errors import AmazonApiError, Unavailable
from shared.egress.deadlines import Deadline

_CAMPAIGN_TYPE = "application/vnd.spCampaign.v3+json"
_REPORT_TYPE = "application/vnd.createasyncreportrequest.v3+json"


class AdsApi:
    """Amazon Ads in one region, on behalf of one user's consent. Safe to share between threads.

    `access_token` is asked before each call, so that it can renew the token. `timeout` bounds a single
    wait, `deadline` a whole call, `document_deadline` the waiting for a whole document, all in seconds.
    `transport` replaces the network (tests). Every method raises AmazonApiError.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        access_token: Callable[[], str],
        *,
        timeout: float = 10.0,
        deadline: float = 60.0,
        document_deadline: float = 900.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._client_id = client_id
        self._access_token = access_token
        self._timeout = timeout
        self._deadline = deadline
        self._document_deadline = document_deadline
        self._transport = transport

    def list_profiles(self) -> list[Profile]:
        """All advertisers that the consent reaches in this region."""
        return payloads.read_profiles(self._call("GET", "/v2/profiles"))

    def list_campaigns(self, profile_id: str) -> Iterator[list[Campaign]]:
        """All Sponsored Products campaigns of a profile, archived ones too, page by page."""
        tokens: set[str] = set()
        query: dict[str, str] = {}
        while True:
            body = self._call(
                "POST", "/sp/campaigns/list", profile_id=profile_id, content=query, media_type=_CAMPAIGN_TYPE
            )
            campaigns, token = payloads.read_campaign_page(body)
            yield campaigns
            if token is None:
                return
            if token in tokens:
                raise AmazonApiError(200, "page-loop", "Amazon gave the same page token twice")
            tokens.add(token)
            query = {"nextToken": token}

    def create_report(self, profile_id: str, request: ReportRequest) -> str:
        """Ask for a report and give its id. Raises DuplicateReport when Amazon is already making it."""
        try:
            body = self._call(
                "POST",
                "/reporting/reports",
                profile_id=profile_id,
                content=request.body(),
                media_type=_REPORT_TYPE,
                special={400: InvalidReport, 425: DuplicateReport},
            )
        except DuplicateReport as duplicate:
            if duplicate.report_id:
                raise
            # Without an id nothing can be reused: too early, ask again.
            raise Unavailable(duplicate.status, duplicate.code, duplicate.detail) from None
        return payloads.read_created(body)

    def get_report(self, profile_id: str, report_id: str) -> ReportStatus:
        """How far a report is; making one takes up to three hours."""
        path = f"/reporting/reports/{quote(report_id, safe='')}"
        return payloads.read_report(self._call("GET", path, profile_id=profile_id))

    @contextmanager
    def open_document(self, url: str, *, max_bytes: int = exchange.MAX_DOCUMENT_BYTES) -> Iterator[Iterator[bytes]]:
        """The bytes of a finished report as they arrive (gzip, not unpacked).

        The host is a file store, not the API: it gets no token. Only waiting for it counts against the
        deadline, not what is done with a chunk. Raises DocumentExpired when a new link is needed.
        """
        deadline = Deadline(self._document_deadline)
        with exchange.open_document(
            url, timeout=self._timeout, deadline=deadline, max_bytes=max_bytes, transport=self._transport
        ) as (_, chunks):
            yield chunks

    def _call(
        self,
        method: str,
        path: str,
        *,
        profile_id: str | None = None,
        content: Any = None,
        media_type: str = "application/json",
        special: Mapping[int, type[AmazonApiError]] | None = None,
    ) -> bytes:
        """The body of a success; `special` says what a status means for this call."""
        headers = self._headers(profile_id) | {"Accept": media_type}
        if content is not None:
            headers["Content-Type"] = media_type
        body = None if content is None else msgspec.json.encode(content)
        deadline = Deadline(self._deadline)
        request = httpx.Request(method, exchange.address(self._base_url + path), headers=headers, content=body)
        with self._exchange(request, deadline) as response:
            return exchange.read_success(response, deadline, special=special)

    def _exchange(self, request: httpx.Request, deadline: Deadline) -> AbstractContextManager[httpx.Response]:
        return exchange.exchange(request, timeout=self._timeout, deadline=deadline, transport=self._transport)

    def _headers(self, profile_id: str | None) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {self._access_token()}",
            "Amazon-Advertising-API-ClientId": self._client_id,
            "Accept-Encoding": "identity",
            **log.outgoing_headers(),
        }
        return headers if profile_id is None else headers | {"Amazon-Advertising-API-Scope": profile_id}
