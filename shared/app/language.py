"""The caller's language as a dependency."""

from typing import Annotated

from fastapi import Depends, Request

from shared.texts import Language, language_of


async def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language"))


CallerLanguage = Annotated[Language, Depends(_language)]
