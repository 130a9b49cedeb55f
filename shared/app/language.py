"""The caller's language as a dependency."""

from typing import Annotated

from fastapi import Depends

from shared.texts import Language, spoken


async def _language() -> Language:
    return spoken()


CallerLanguage = Annotated[Language, Depends(_language)]
