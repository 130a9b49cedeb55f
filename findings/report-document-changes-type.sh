#!/usr/bin/env bash
# python-amazon-sp-api 2.1.35: a downloaded report is text, until one character does not fit the declared charset; then
# the very same call hands out bytes, without an error. Amazon Japan declares Shift_JIS and sends Windows' extension of it
# (circled digits, some names), so one title changes the type of the whole report. A document without a charset is read
# as Latin-1 even where it is UTF-8.
# What we do: decode by ourselves, and let a bad byte cost its cell.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-amazon-sp-api==2.1.35"
cat > "$folder/run.py" <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sp_api.api import Reports
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.base import Marketplaces

TEXT = "出品者SKU\t商品名\nA-1\t青いカップ\n"
DOCUMENTS = {
    "plain": (TEXT.encode("cp932"), "text/plain;charset=Shift_JIS"),
    "circled": (TEXT.replace("青い", "①青い").encode("cp932"), "text/plain;charset=Shift_JIS"),
    "bare": ("sku\ttitle\nA-1\tGrün\n".encode(), "text/plain"),
}


class Amazon(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        name = self.path.rpartition("/")[2].partition("?")[0]
        body, kind = DOCUMENTS[name], None
        if self.path.startswith("/file/"):
            body, kind = body
        else:
            port = self.server.server_address[1]
            body = json.dumps({"reportDocumentId": name, "url": f"http://127.0.0.1:{port}/file/{name}"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", kind or "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Amazon)
threading.Thread(target=server.serve_forever, daemon=True).start()
token = {"access_token": "t", "token_type": "bearer", "expires_in": 3600, "refresh_token": "r"}
AccessTokenClient._request = lambda *_, **__: token  # no sign-in: the document is the question
keys = {"refresh_token": "r", "lwa_app_id": "a", "lwa_client_secret": "s"}
reports = Reports(credentials=keys, marketplace=Marketplaces.JP)
reports.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
for name in DOCUMENTS:
    document = reports.get_report_document(name, download=True).payload["document"]
    print(name, type(document).__name__, ascii(document[-6:]))
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
plain str '\u9752\u3044\u30ab\u30c3\u30d7\n'
circled bytes b'J\x83b\x83v\n'
bare str 'Gr\xc3\xbcn\n'
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "python-amazon-sp-api 2.1.35 behaves as written above"
