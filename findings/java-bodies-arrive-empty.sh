#!/usr/bin/env bash
# uvicorn 0.54 with httptools 0.9: the HttpClient of the JDK, as it comes, asks every plain http:// address whether it speaks HTTP/2
# (`Connection: Upgrade, HTTP2-Settings`), and sends the body behind. A server may leave that aside and answer in HTTP/1.1. uvicorn
# does, but its parser stops at the upgrade: the app gets an empty body, whatever Content-Length says, and the bytes of the
# body are read as the next request. What Java sees is the answer to an empty body, or "400 Invalid HTTP request received.",
# whichever is sooner. So Java reads, and cannot write; curl and Python work.
# What we do: our Java guide says `HttpClient.Version.HTTP_1_1`. Behind nginx and over TLS nothing is to be done.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "uvicorn==0.54.0" "httptools==0.9.0"
cat > "$folder/run.py" <<'PYTHON'
import asyncio

import uvicorn

UPGRADE = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\n"
CLOSING = [(b"content-length", b"1"), (b"connection", b"close")]


async def app(scope, receive, send):
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": CLOSING})
    await send({"type": "http.response.body", "body": b"%d" % len(body)})


async def ask(port, upgrade):
    """Head and body in two packets, as the JDK sends them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n{upgrade}\r\n".encode())
    await asyncio.sleep(0.3)
    writer.write(b"{}")
    answer = (await reader.read()).decode()
    writer.close()
    return f"{answer.split()[1]}, body of {answer[-1]} bytes"


async def main():
    server = uvicorn.Server(uvicorn.Config(app, port=0, http="httptools", lifespan="off", log_level="critical"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    for upgrade in ("", UPGRADE):
        print(f"asked to upgrade: {upgrade != ''}; POST {await ask(port, upgrade)}")
    server.should_exit = True
    await serving


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
asked to upgrade: False; POST 200, body of 2 bytes
asked to upgrade: True; POST 200, body of 0 bytes
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "uvicorn 0.54.0 behaves as written above"
