#!/usr/bin/env bash
# python-amazon-sp-api 2.1.35: the environment's SP_API_DEFAULT_MARKETPLACE is no default. It goes before the marketplace
# that the caller names: with JP in it, a client made for Germany asks Amazon's far eastern address about Japan.
# What we do: set endpoint and marketplace of a client ourselves, and hold it by a test with that variable set.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-amazon-sp-api==2.1.35"
cat > "$folder/run.py" <<'PYTHON'
from sp_api.api import ListingsItems
from sp_api.base import Marketplaces

keys = {"refresh_token": "r", "lwa_app_id": "a", "lwa_client_secret": "s"}
client = ListingsItems(marketplace=Marketplaces.DE, credentials=keys)
print(client.endpoint, client.marketplace_id)
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
SP_API_DEFAULT_MARKETPLACE=JP "$folder/venv/bin/python" "$folder/run.py" >> "$folder/seen"
cat > "$folder/expected" <<'SEEN'
https://sellingpartnerapi-eu.amazon.com A1PA6795UKMFR9
https://sellingpartnerapi-fe.amazon.com A1VC38T7YXB528
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "python-amazon-sp-api 2.1.35 behaves as written above"
