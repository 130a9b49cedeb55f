"""The client: one method per call that we make."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from shared import log
from shared.amazon import exchange
from shared.amazon.ads_api import campaigns, payloads
from shared.amazon.ads_api.campaigns import Campaign
from shared.amazon.ads_api.errors import DuplicateReport, InvalidReport
from shared.amazon.ads_api.payloads import Profile, ReportRequest, ReportStatus
from shared.amazon.errors import AmazonApiError, Unavailable
from shared.egress.deadlines import Deadline

_CAMPAIGN_TYPE = "application/vnd.spCampaign.v3+json"
_BRANDS_TYPE = "application/vnd.sbcampaignresource.v4+json"
_DISPLAY_PAGE = 100
_REPORT_TYPE = "application/vnd.createasyncreportrequest.v3+json"


class AdsApi:
    """Amazon Ads in one region, on behalf of one user's consent. Safe to share between threads.

    `access_token` is asked before each call, so that it can renew the token. `timeout` bounds a single
    wait, `deadline` a whole call, `document_deadline` the waiting for a whole document, all in seconds.
    `transport` replaces the network (tests). Every method raises AmazonApiError. `answered_at` is what Amazon's
    clock said in its newest answer, None where none was dated.
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
        self.answered_at: datetime | None = None

    def list_profiles(self) -> list[Profile]:
        """All advertisers that the consent reaches in this region."""
        return payloads.read_profiles(self._call("GET", "/v2/profiles"))

    def list_campaigns(self, profile_id: str) -> Iterator[list[Campaign]]:
        """All Sponsored Products campaigns of a profile, archived ones too, page by page."""
        return self._list_by_token(profile_id, "/sp/campaigns/list", _CAMPAIGN_TYPE, {}, campaigns.read_campaign_page)

    def list_brands_campaigns(self, profile_id: str) -> Iterator[list[Campaign]]:
        """All Sponsored Brands campaigns of a profile, archived ones too, page by page."""
        states = {"stateFilter": {"include": ["ENABLED", "PAUSED", "ARCHIVED"]}}
        return self._list_by_token(
            profile_id, "/sb/v4/campaigns/list", _BRANDS_TYPE, states, campaigns.read_brands_page
        )

    def list_display_campaigns(self, profile_id: str) -> Iterator[list[Campaign]]:
        """All Sponsored Display campaigns of a profile, archived ones too, page by page."""
        start = 0
        while True:
            states = "stateFilter=enabled,paused,archived"
            path = f"/sd/campaigns?startIndex={start}&count={_DISPLAY_PAGE}&{states}"
            page = campaigns.read_display_page(self._call("GET", path, profile_id=profile_id))
            yield page
            if len(page) < _DISPLAY_PAGE:
                return
            start += len(page)

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

    def _list_by_token(
        self,
        profile_id: str,
        path: str,
        media_type: str,
        query: Mapping[str, Any],
        read: Callable[[bytes], tuple[list[Campaign], str | None]],
    ) -> Iterator[list[Campaign]]:
        tokens: set[str] = set()
        content = dict(query)
        while True:
            page, token = read(
                self._call("POST", path, profile_id=profile_id, content=content, media_type=media_type)
            )
            yield page
            if token is None:
                return
            if token in tokens:
                raise AmazonApiError(200, "page-loop", "Amazon gave the same page token twice")
            tokens.add(token)
            content = {**query, "nextToken": token}

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
            self.answered_at = exchange.dated(response)
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
