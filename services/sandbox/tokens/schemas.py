"""Shapes of Login with Amazon."""

from typing import Literal

from pydantic import BaseModel


class AccessTokenRead(BaseModel):
    """The answer to a refresh token."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a kind of token
    expires_in: int
    refresh_token: str | None = None
