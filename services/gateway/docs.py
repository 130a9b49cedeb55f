"""The API documents and a page to read them; every asset comes from here, none from another host."""

import functools
from importlib import resources

import orjson
from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.gateway import openapi
from shared.problems import NotFoundError

_CACHED = {"Cache-Control": "public, max-age=86400"}
_POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
# The package `fastapi-swagger` carries the files of swagger-ui-dist (Apache-2.0).
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Zhuli API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#page", deepLinking: true, filter: true, docExpansion: "list",
  validatorUrl: null, persistAuthorization: false,
});
"""

router = APIRouter(include_in_schema=False)


@router.get("/")
def read_root() -> Response:
    """Whoever opens the address alone finds the page."""
    return RedirectResponse("/docs", headers=_CACHED)


@router.get("/openapi.json")
def read_openapi() -> Response:
    """OpenAPI 3.1 of all services."""
    return Response(_bytes_of(0), media_type="application/json")


@router.get("/openapi-3.0.json")
def read_openapi_30() -> Response:
    """The same as OpenAPI 3.0.3."""
    return Response(_bytes_of(1), media_type="application/json")


@router.get("/docs")
def show_docs() -> Response:
    """The page."""
    return Response(_PAGE, media_type="text/html", headers=_POLICY)


@router.get("/docs/start.js")
def read_docs_script() -> Response:
    """What starts the page; a file of its own, since the policy allows no script inside the page."""
    return Response(_START, media_type="text/javascript", headers=_CACHED)


@router.get("/docs/{asset}")
def read_docs_asset(asset: str) -> Response:
    """One of the page's files. Raises NotFoundError."""
    if asset not in _ASSETS:
        raise NotFoundError
    content = resources.files("fastapi_swagger").joinpath("resources", asset).read_bytes()
    return Response(content, media_type=_ASSETS[asset], headers=_CACHED)


@functools.cache
def _bytes_of(index: int) -> bytes:
    return orjson.dumps(openapi.documents()[index])
