#!/usr/bin/env bash
# A product type's schema names Amazon's own meta-schema, whose keywords count bytes of UTF-8 and unique entries by selectors.
# jsonschema 4.26.0 and fastjsonschema 2.22.3 do not know it and judge by their newest draft all the same: a Chinese title of
# 27 bytes passes a limit of 20, two values for one marketplace pass "at most one". jsonschema-rs 0.60.0 refuses to start.
# What follows for us: the keywords are given to the judge by ourselves, and a test proves of each that it refuses.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	"jsonschema==4.26.0" "fastjsonschema==2.22.3" "jsonschema-rs==0.60.0"
cat > "$folder/run.py" <<'PYTHON'
import warnings

import fastjsonschema
import jsonschema
import jsonschema_rs

warnings.simplefilter("ignore")
value = {"type": "string", "maxLength": 20, "maxUtf8ByteLength": 20}
schema = {
    "$schema": "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
    "type": "object",
    "properties": {
        "item_name": {
            "type": "array",
            "maxUniqueItems": 1,
            "selectors": ["marketplace_id"],
            "items": {"type": "object", "properties": {"value": value, "marketplace_id": {"type": "string"}}},
        }
    },
}
names = [{"value": title, "marketplace_id": "ATVPDKIKX0DER"} for title in ("行李箱旅行箱拉杆箱", "Trolley")]
print("bytes", len(names[0]["value"].encode()), "of 20, values", len(names), "of 1")
judge = jsonschema.validators.validator_for(schema)
print("jsonschema", judge.__name__, "errors:", len(list(judge(schema).iter_errors({"item_name": names}))))
print("fastjsonschema passes:", bool(fastjsonschema.compile(schema)({"item_name": names})))
try:
    jsonschema_rs.validator_for(schema)
except jsonschema_rs.ValidationError as error:
    print("jsonschema-rs", error.message.partition(":")[0])
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
bytes 27 of 20, values 2 of 1
jsonschema Draft202012Validator errors: 0
fastjsonschema passes: True
jsonschema-rs Unknown meta-schema
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "jsonschema, fastjsonschema and jsonschema-rs behave as written above"
