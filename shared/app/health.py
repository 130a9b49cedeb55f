"""Liveness and readiness of one service."""

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import text

from shared.db import ReadSession


class Health(BaseModel):
    """The state of a program; `status` is `ok` whenever there is an answer."""

    service: str = Field(max_length=20)
    status: str = Field(max_length=20, examples=["ok"])


def router(service: str) -> APIRouter:
    """`/livez` (the process answers) and `/readyz` (its database does too), under the service's prefix."""
    prefix = "" if service == "gateway" else f"/v1/{service}"
    routes = APIRouter(prefix=prefix, tags=["health"])

    @routes.get("/livez", name=f"check_{service}_alive")
    async def check_alive() -> Health:
        """Answers as long as the process runs; needs no key."""
        return Health(service=service, status="ok")

    @routes.get("/readyz", name=f"check_{service}_ready")
    def check_ready(session: ReadSession) -> Health:
        """Answers 503 while the database is away; needs no key."""
        session.execute(text("SELECT 1"))
        return Health(service=service, status="ok")

    return routes
