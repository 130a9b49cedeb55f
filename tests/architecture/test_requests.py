"""What the members of requests take: no numbers for days and moments, no null that the document does not name."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, get_args

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.json_schema import SkipJsonSchema

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


def secret_nulls(app: FastAPI) -> set[str]:
    """Members of bodies that may be null, though the document does not say so."""
    bodies = [each.field_info.annotation for route in routes_of(app) for each in route.route.dependant.body_params]
    return {name for body in bodies for name in nulls_of(body)}


def nulls_of(annotation: Any) -> Iterator[str]:
    """Of a model, and of those within it."""
    for each in get_args(annotation):
        yield from nulls_of(each)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, member in annotation.model_fields.items():
            taken = TypeAdapter(Annotated[member.annotation, member])
            if takes_null(taken) and "null" not in str(taken.json_schema()):
                yield f"{annotation.__name__}.{name}"
            yield from nulls_of(member.annotation)


def takes_null(taken: TypeAdapter[Any]) -> bool:
    try:
        taken.validate_python(None)
    except ValidationError:
        return False
    return True


def test_no_body_takes_a_null_that_the_document_does_not_name() -> None:
    assert {name for app in APPS.values() for name in secret_nulls(app)} == set()


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


class Room(BaseModel):
    """A part of a body for the planted example."""

    floor: int | None = None
    beds: int | SkipJsonSchema[None] = None


class House(BaseModel):
    """A body for the planted example."""

    rooms: list[Room]
    garden: Annotated[str | SkipJsonSchema[None], "its name"] = None


def test_a_planted_null_is_found() -> None:
    router = APIRouter()

    @router.post("/houses")
    def create_house(house: House) -> None: ...

    assert secret_nulls(app_of("planted", [router])) == {"House.garden", "Room.beds"}
