"""An api process that ends between commit and reply: `uvicorn --factory tests.faults.dying:app`.

Requests under an idempotency key are served and committed, and their replies held back; the last of the
`DYING_WITH` of them takes the process with it, as `kill -9` would.
"""

import asyncio
import os
import signal

from services.gateway import main

_waiting = 0


def app():
    served = main.app()
    expected = int(os.environ["DYING_WITH"])

    async def dying(scope, receive, send):
        keyed = scope["type"] == "http" and any(name == b"idempotency-key" for name, _ in scope["headers"])
        await served(scope, receive, hold if keyed else send)

    async def hold(message):
        global _waiting
        if message["type"] == "http.response.start" and message["status"] < 300:
            _waiting += 1
            if _waiting == expected:
                os.kill(os.getpid(), signal.SIGKILL)
            await asyncio.Event().wait()

    return dying
