"""What the members of requests take: days and moments as they are written, never as numbers."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel, TypeAdapter

from shared.http.moments import Day
from tests.architecture.test_routes import APPS, app_of, routes_of

TIMES = {"date", "datetime", "time"}


def loose_times(app: FastAPI) -> set[str]:
    """Parameters of the routes within which Pydantic would take a number for a day or a moment."""
    return {
        f"{route.name}: {parameter.name}"
        for route in routes_of(app)
        for parameter in parameters(route.route.dependant)
        if any(unguarded(TypeAdapter(Annotated[parameter.field_info.annotation, parameter.field_info]).core_schema))
    }


def parameters(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.path_params + dependant.query_params + dependant.header_params + dependant.body_params
    for each in dependant.dependencies:
        yield from parameters(each)


def unguarded(schema: Any) -> Iterator[str]:
    """The kinds of times in a schema of Pydantic's that no validator of ours looks at before."""
    if isinstance(schema, dict):
        kind = str(schema.get("type"))
        if kind in TIMES:
            yield kind
        elif kind != "function-before":
            for each in schema.values():
                yield from unguarded(each)
    elif isinstance(schema, list | tuple):
        for each in schema:
            yield from unguarded(each)


def test_no_request_takes_a_number_for_a_time() -> None:
    assert {name for app in APPS.values() for name in loose_times(app)} == set()


class Visit(BaseModel):
    """A body for the planted example."""

    on: date | None = None
    until: Day | None = None


def test_a_planted_number_is_found() -> None:
    router = APIRouter()

    @router.post("/visits")
    def create_visit(visit: Visit) -> None: ...

    @router.get("/visits")
    def list_visits(on: Day, since: date) -> None: ...

    assert loose_times(app_of("planted", [router])) == {"create_visit: visit", "list_visits: since"}
