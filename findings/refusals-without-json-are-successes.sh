#!/usr/bin/env bash
# python-amazon-sp-api 2.1.35: an answer of Amazon's counts as an error by its member `errors`, never by its status. So a 503
# with a web page, an empty 403 and a 429 that has only a `message` come back from the call as successes without rows:
# "no report is there" and "Amazon is away" look alike. An answer that is a list is cut to its first element.
# What we do: look at the status before the library's answer is believed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-amazon-sp-api==2.1.35"
cat > "$folder/run.py" <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sp_api.api import Reports
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.base import Marketplaces, SellingApiException

ANSWERS = [
    ("503 with a page", 503, "text/html", b"<html><body>Service Unavailable</body></html>"),
    ("403 without a body", 403, "text/plain", b""),
    ("429 with a message", 429, "application/json", b'{"message": "Too many requests"}'),
    ("429 with errors", 429, "application/json", b'{"errors": [{"code": "QuotaExceeded", "message": "m"}]}'),
    ("200 with a list", 200, "application/json", b'[{"payload": {"n": 1}}, {"payload": {"n": 2}}]'),
]
waiting = iter(ANSWERS)


class Amazon(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        _, status, kind, body = next(waiting)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Amazon)
threading.Thread(target=server.serve_forever, daemon=True).start()
token = {"access_token": "t", "token_type": "bearer", "expires_in": 3600, "refresh_token": "r"}
AccessTokenClient._request = lambda *_, **__: token  # no sign-in: the answer is the question
reports = Reports(credentials={"refresh_token": "r", "lwa_app_id": "a", "lwa_client_secret": "s"}, marketplace=Marketplaces.DE)
reports.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
for name, *_ in ANSWERS:
    try:
        answer = reports.get_reports(reportTypes=["GET_MERCHANT_LISTINGS_ALL_DATA"])
        print(f"{name}: success, payload {answer.payload}, errors {answer.errors}")
    except SellingApiException as error:
        print(f"{name}: {type(error).__name__}")
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
503 with a page: success, payload {}, errors None
403 without a body: success, payload {}, errors None
429 with a message: success, payload {'message': 'Too many requests'}, errors None
429 with errors: SellingApiRequestThrottledException
200 with a list: success, payload {'n': 1}, errors None
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "python-amazon-sp-api 2.1.35 behaves as written above"
