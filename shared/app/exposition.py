"""GET /metrics for the operator's Prometheus: the registry as text, to the bearer of the operator's token.

It lies around a program's app and before the API keys: freshness names the accounts of all tenants, so
no key of a tenant may read it, whatever its scopes.
"""

import hmac
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import metrics, secrets
from shared.app import failures
from shared.app.envelope import Envelope
from shared.problems import MethodNotAllowedError, NotFoundError, UnauthorizedError
from shared.texts import Text

PATH = "/metrics"
_TOKEN = Text(
    en="Send the token of this installation's file `metrics.token` in the header `Authorization: Bearer ...`",
    zh="请在请求头 `Authorization: Bearer ...` 中发送本安装 `metrics.token` 文件中的令牌",
)


class Exposition:
    """Answers /metrics itself and hands every other request on."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry, *, token: str) -> None:
        self._app = app
        self._registry = registry
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Collectors may ask a database, so they run in a thread."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        answer: Response
        if len(given) != 1 or not hmac.compare_digest(given[0], self._expected):
            answer = failures.render(UnauthorizedError("metrics_token", _TOKEN), scope)
        elif scope["method"] != "GET":
            answer = failures.render(MethodNotAllowedError(headers={"Allow": "GET, HEAD"}), scope)
        else:
            text = await run_in_threadpool(generate_latest, self._registry)
            answer = Response(text, media_type=CONTENT_TYPE_LATEST)
        await answer(scope, receive, send)


async def nothing_else(scope: Scope, receive: Receive, send: Send) -> None:
    """The app of a program that serves nothing but its metrics."""
    if scope["type"] == "http":
        await failures.render(NotFoundError(), scope)(scope, receive, send)


def exposed(app: ASGIApp, keys_dir: Path) -> ASGIApp:
    """A whole program: the app, its metrics, and the envelope around both. Raises KeyFileError."""
    return Envelope(Exposition(app, metrics.REGISTRY, token=secrets.metrics_token_of(keys_dir)))
