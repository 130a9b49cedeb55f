"""How Amazon turns a call down. Each of its services has a shape of its own for that."""

import json
from collections.abc import Mapping


class Refusal(Exception):
    """A call turned down: what the answer holds, in the shape of the service that was called."""

    def __init__(
        self,
        status: int,
        body: str,
        media_type: str = "application/json",
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, body)
        self.headers = dict(headers or {})
        self.status = status
        self.body = body
        self.media_type = media_type


class SignInRefusal(Refusal):
    """Login with Amazon's: `{"error": "invalid_grant", "error_description": ...}` (RFC 6749, 5.2)."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(status, json.dumps({"error": error, "error_description": description}))


class AdsRefusal(Refusal):
    """The Ads API's: `{"code": "401", "details": ...}`, and `detail` where reports are concerned."""

    def __init__(
        self, status: int, detail: str, *, member: str = "details", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, json.dumps({"code": str(status), member: detail}), headers=headers)


class LinkRefusal(Refusal):
    """The file store's refusal, which is XML."""

    def __init__(self, status: int, code: str, message: str) -> None:
        xml = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        super().__init__(status, f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}', "application/xml")


class MabangRefusal(Refusal):
    """Mabang's, with HTTP 200 as everything: `{"code": "0", "message": ..., "data": null}`."""

    def __init__(self, message: str) -> None:
        content = {"code": "0", "message": message, "data": None}
        super().__init__(200, json.dumps(content, ensure_ascii=False))


class SellingPartnerRefusal(Refusal):
    """The Selling Partner API's: `{"errors": [{"code": ..., "message": ..., "details": ...}]}`."""

    def __init__(self, status: int, code: str, message: str, details: str = "") -> None:
        error = {"code": code, "message": message, "details": details}
        super().__init__(status, json.dumps({"errors": [error]}))


def invalid_input(message: str, details: str = "") -> SellingPartnerRefusal:
    """What the Selling Partner API answers to a request that is not as its model says."""
    return SellingPartnerRefusal(400, "InvalidInput", message, details)


def not_found(details: str) -> SellingPartnerRefusal:
    """What it answers about something that is not there."""
    return SellingPartnerRefusal(404, "NotFound", "Resource not found.", details)
