#!/usr/bin/env bash
# lingxingapi 2.1.8 (领星 ERP): the access token belongs to the class, not to the client. The second company's client never signs
# in: it asks under its own app key with the first company's token. The signature is percent-encoded by the library and
# again by its HTTP client, so every "+" and "/" in it arrives as %252B and %252F, which only some signatures have.
# What follows for us: no client of others; a token per account, a signature encoded once.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "lingxingapi==2.1.8"
cat > "$folder/run.py" <<'PYTHON'
import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

asked = []


class Lingxing(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        url = urlsplit(self.path)
        asked.append(url)
        content = {"code": 0, "message": "success", "request_id": "x", "response_time": "", "data": [], "total": 0}
        if "oauth" in url.path:
            token = "token-of-" + parse_qs(url.query)["appId"][0]
            content = {"code": "200", "msg": "OK", "data": {"access_token": token, "refresh_token": "r", "expires_in": 7199}}
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST


server = ThreadingHTTPServer(("127.0.0.1", 0), Lingxing)
threading.Thread(target=server.serve_forever, daemon=True).start()

from lingxingapi import utils
from lingxingapi.api import API
from lingxingapi.base import route

route.API_SERVER = f"http://127.0.0.1:{server.server_address[1]}"
utils.now_ts = lambda: 1796055437  # so that the signatures are the same in every run


async def main():
    first, second = API("ak_first_seller1", "secret1"), API("ak_other_seller2", "secret2")
    await first.basic.Sellers()
    await second.basic.Sellers()
    await first.close()


asyncio.run(main())
for url in asked:
    query = parse_qs(url.query)
    if "oauth" in url.path:
        print("signs in:", query["appId"][0])
    else:
        print(query["app_key"][0], "asks with", query["access_token"][0])
print("encoded twice:", any("%252" in url.query for url in asked))
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
signs in: ak_first_seller1
ak_first_seller1 asks with token-of-ak_first_seller1
ak_other_seller2 asks with token-of-ak_first_seller1
encoded twice: True
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "lingxingapi 2.1.8 behaves as written above"
