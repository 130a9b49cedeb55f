#!/usr/bin/env bash
# python-amazon-sp-api 2.1.35: a fees estimate for a German (Japanese, ...) marketplace goes out as US dollars unless the
# caller names a currency, though the client knows its marketplace. 19.99 EUR is asked about as 19.99 USD, 2,980 JPY as
# 2,980 USD. The body names the marketplace twice more than Amazon's model has it.
# What we do: name the currency of the marketplace with every price.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-amazon-sp-api==2.1.35"
cat > "$folder/run.py" <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sp_api.api import ProductFees
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.base import Marketplaces

asked = []


class Amazon(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "14")
        self.end_headers()
        self.wfile.write(b'{"payload":{}}')


server = ThreadingHTTPServer(("127.0.0.1", 0), Amazon)
threading.Thread(target=server.serve_forever, daemon=True).start()
token = {"access_token": "t", "token_type": "bearer", "expires_in": 3600, "refresh_token": "r"}
AccessTokenClient._request = lambda *_, **__: token  # no sign-in: the request is the question
keys = {"refresh_token": "r", "lwa_app_id": "a", "lwa_client_secret": "s"}
for marketplace, price in (Marketplaces.DE, 19.99), (Marketplaces.JP, 2980):
    fees = ProductFees(credentials=keys, marketplace=marketplace)
    fees.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    fees.get_product_fees_estimate_for_sku("SKU-1", price, is_fba=True)
    body = asked[-1]
    listing = body["FeesEstimateRequest"]["PriceToEstimateFees"]["ListingPrice"]
    print(marketplace.name, body["FeesEstimateRequest"]["MarketplaceId"], listing["Amount"], listing["CurrencyCode"])
    print(sorted(set(body) - {"FeesEstimateRequest"}))
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
DE A1PA6795UKMFR9 19.99 USD
['MarketplaceIds', 'marketplaceIds']
JP A1VC38T7YXB528 2980 USD
['MarketplaceIds', 'marketplaceIds']
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "python-amazon-sp-api 2.1.35 behaves as written above"
