"""A request holds one connection at most: ten that hold one each, and wait for another, wait for each other."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.db import sessions

SERVICES = ("ads", "catalog", "inventory", "tickets", "gateway", "sandbox")


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from calls(each)


@pytest.mark.parametrize("service", SERVICES)
def test_no_request_has_a_transaction_for_reading_and_one_for_writing(service):
    routers = import_module(f"services.{service}.api").ROUTERS
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    called = {f"{route.methods} {route.path}": set(calls(route.dependant)) for route in routes}
    both = {sessions._reading, sessions._writing}
    assert [name for name, found in called.items() if both <= found] == []
    assert any(both & found for found in called.values())
