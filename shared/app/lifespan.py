"""The start and the end of a program's apps, and one line of why it did not start."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


async def live(members: Sequence[FastAPI], receive: Receive, send: Send) -> None:
    """Enter the lifespan of every app at the start and leave them in reverse; the first that fails ends the start.

    All databases are looked at first: a start that is refused has written nothing. The server is told the failure's
    own words: of an app by itself it would print the whole traceback.
    """
    started = False
    await receive()
    try:
        for app in members:
            app.state.require_newest()
        async with AsyncExitStack() as stack:
            for app in members:
                await stack.enter_async_context(app.router.lifespan_context(app))
            await send({"type": "lifespan.startup.complete"})
            started = True
            await receive()
    except BaseException as error:
        stage = "shutdown" if started else "startup"
        await send({"type": f"lifespan.{stage}.failed", "message": f"{type(error).__name__}: {error}"})
        raise
    await send({"type": "lifespan.shutdown.complete"})


def told(app: FastAPI) -> ASGIApp:
    """An app as a program of its own, which says why it does not start."""

    async def program(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live([app], receive, send)
            return
        await app(scope, receive, send)

    return program
