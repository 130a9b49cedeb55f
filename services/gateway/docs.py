"""The API documents and a page to read them; every asset comes from here, none from another host."""

import functools
from collections.abc import Callable
from importlib import resources

import orjson
from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.gateway import contract, openapi
from services.gateway.contract import pages
from shared.app.language import CallerLanguage
from shared.problems import NotFoundError
from shared.texts import LANGUAGES, Language

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
_OWN = {"pages.css": "text/css", "start.js": "text/javascript"}
"""Files of ours, since the policy allows nothing inside the page."""

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
def show_docs(language: CallerLanguage) -> Response:
    """The way in, in the caller's language."""
    return _page("front", language)


@router.get("/docs/events")
def show_events(language: CallerLanguage) -> Response:
    """Every type of event."""
    return _page("events", language)


@router.get("/docs/problems")
def show_problems(language: CallerLanguage) -> Response:
    """Every code of a problem: the address that `type` names."""
    return _page("problems", language)


@router.get("/docs/api/{name}")
def read_openapi_of_service(name: str) -> Response:
    """OpenAPI 3.1 of one service, under the name of its file in docs/api. Raises NotFoundError."""
    service = name.removeprefix("openapi-").removesuffix(".json")
    if name != f"openapi-{service}.json" or service not in openapi.SERVICES:
        raise NotFoundError
    return Response(orjson.dumps(openapi.of_service(service)), media_type="application/json")


@router.get("/docs/{language}/{page}")
def show_page(language: str, page: str) -> Response:
    """One of the pages in a language. Raises NotFoundError."""
    if language not in LANGUAGES or page not in _PAGES:
        raise NotFoundError
    return _page(page, language)


@router.get("/docs/{name}")
def read_docs_asset(name: str) -> Response:
    """The way in, in the language of this name, or one of the pages' files. Raises NotFoundError."""
    if name in LANGUAGES:
        return _page("front", name)
    if name in _OWN:
        content = resources.files(contract).joinpath("static", name).read_bytes()
        return Response(content, media_type=_OWN[name], headers=_CACHED)
    if name not in _ASSETS:
        raise NotFoundError
    content = resources.files("fastapi_swagger").joinpath("resources", name).read_bytes()
    return Response(content, media_type=_ASSETS[name], headers=_CACHED)


_PAGES: dict[str, Callable[[Language], str]] = {
    "front": lambda language: pages.front(language, openapi.documents()[0]),
    "events": pages.of_events,
    "problems": pages.of_problems,
}


@functools.cache
def _made(name: str, language: Language) -> bytes:
    openapi.documents()
    return _PAGES[name](language).encode()


def _page(name: str, language: Language) -> Response:
    told = {"Content-Language": "zh-CN" if language == "zh" else "en", "Vary": "Accept-Language"}
    return Response(_made(name, language), media_type="text/html", headers=_POLICY | told)


@functools.cache
def _bytes_of(index: int) -> bytes:
    return orjson.dumps(openapi.documents()[index])
