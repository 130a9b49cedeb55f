#!/usr/bin/env bash
# python-amazon-ad-api 1.2.9: the status of a report's download is never looked at. A link that has expired (403 with XML)
# is stored as the report's file or handed out as its bytes; a connection that fails comes back as an answer like any
# other. The mode `gzip` packs what Amazon has packed already, so the file's content is a gzip file once more.
# What we do: look at the status, ask for a new link once, and unpack by the content's own first bytes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-amazon-ad-api==1.2.9"
cat > "$folder/run.py" <<'PYTHON'
import gzip
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ad_api.api import Reports
from ad_api.base import Marketplaces

REPORT = gzip.compress(json.dumps([{"campaignId": 1, "cost": 2.5}]).encode(), mtime=0)


class Storage(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        expired = "expired" in self.path
        body = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>" if expired else REPORT
        self.send_response(403 if expired else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Storage)
threading.Thread(target=server.serve_forever, daemon=True).start()
origin = f"http://127.0.0.1:{server.server_address[1]}"
os.chdir(sys.argv[1])
keys = {"refresh_token": "r", "client_id": "a", "client_secret": "s", "profile_id": "1"}
reports = Reports(credentials=keys, marketplace=Marketplaces.EU, access_token="t")

print("raw:", reports.download_report(url=f"{origin}/expired", format="raw").payload[:32])
name = reports.download_report(url=f"{origin}/expired", format="json", file="day").payload
print("json:", name, open(name).read()[:7])
print("away:", reports.download_report(url="http://127.0.0.1:9/away", format="raw").payload["code"])
name = reports.download_report(url=f"{origin}/report", format="gzip", file="day").payload
print("gzip:", name, "holds a gzip file:", gzip.open(name).read(2) == b"\x1f\x8b")
PYTHON
"$folder/venv/bin/python" "$folder/run.py" "$folder" > "$folder/seen" 2> "$folder/log" || cat "$folder/log"
cat > "$folder/expected" <<'SEEN'
raw: b'<Error><Code>AccessDenied</Code>'
json: day.json <Error>
away: 503
gzip: day.json.gz holds a gzip file: True
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "python-amazon-ad-api 1.2.9 behaves as written above"
