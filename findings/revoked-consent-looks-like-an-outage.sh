#!/usr/bin/env bash
# amzn-sp-api 1.13.0, Amazon's own client: a seller who has withdrawn the consent (400 `invalid_grant`) is asked for four times
# over 14 seconds, and then told as `server_error`, "Token request failed.": an answer of 400 counts as no answer. The one
# error that only the seller can mend looks like Amazon being away.
# What we do: read the code of a refused sign-in, and tell a withdrawn consent as lost at once.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "amzn-sp-api==1.13.0"
cat > "$folder/run.py" <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from spapi.auth.lwa_exception import LwaException
from spapi.auth.lwa_request import AccessTokenCache

asked = []


class SignIn(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        asked.append(self.path)
        body = b'{"error": "invalid_grant", "error_description": "The request has an invalid grant parameter"}'
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), SignIn)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_address[1]}/auth/o2/token"
try:
    AccessTokenCache("client", "secret", "token", oauth_endpoint=address).get_lwa_access_token()
except LwaException as error:
    print(error)
print("asked", len(asked), "times")
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen" 2> /dev/null
cat > "$folder/expected" <<'SEEN'
LWA Error - Code: server_error, Message: Token request failed.
asked 4 times
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "amzn-sp-api 1.13.0 behaves as written above"
