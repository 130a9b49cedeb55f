"""How Amazon turns a call down. Each of its services has a shape of its own for that."""

import json


class Refusal(Exception):
    """A call turned down: what the answer holds, in the shape of the service that was called."""

    def __init__(self, status: int, body: str, media_type: str = "application/json") -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.media_type = media_type


class AdsRefusal(Refusal):
    """The Ads API's: `{"code": "401", "details": ...}`, and `detail` where reports are concerned."""

    def __init__(self, status: int, detail: str, *, member: str = "details") -> None:
        super().__init__(status, json.dumps({"code": str(status), member: detail}))
