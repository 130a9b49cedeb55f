#!/usr/bin/env bash
# keepa 1.6.0 (Keepa's price histories): every price is divided by 100, also yen, which have no hundredths: 2,980 JPY become
# 29.8. A missing price becomes NaN, a missing sales rank stays the rank -1, better than any; the mean of both is wrong in
# silence. A list of products is sorted (and loses repeats) before it is asked for, so answers stand in another order.
# What follows for us: no client; the marketplace's currency says how many digits a price has, -1 is absent, rows are found by ASIN.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "keepa==1.6.0"
cat > "$folder/run.py" <<'PYTHON'
import keepa

# Keepa's form: [minutes, value, minutes, value, ...] by kind of history; -1 is "not there".
history = [None] * 36
history[1] = [7_600_000, 2980, 7_601_440, -1]
history[3] = [7_600_000, 1200, 7_601_440, -1]
seen = keepa.parse_csv(history)
print("price", seen["NEW"].tolist())
print("rank", seen["SALES"].tolist())
print("zone", seen["NEW_time"][0].tzinfo if hasattr(seen["NEW_time"][0], "tzinfo") else "none")
print("asked", keepa.format_items(["B0ZZZZZZZ1", "B0AAAAAAA1", "B0ZZZZZZZ1"]).tolist())
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
price [29.8, nan]
rank [1200, -1]
zone None
asked ['B0AAAAAAA1', 'B0ZZZZZZZ1']
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "keepa 1.6.0 behaves as written above"
