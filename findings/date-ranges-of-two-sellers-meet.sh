#!/usr/bin/env bash
# python-amazon-sp-api 2.1.35: `load_date_bound` cuts a long range into pieces, and keeps the range's end where all calls of
# the decorated function share it. Two ranges that are read by turns (two sellers, two threads) get the end of whichever
# began last: the first seller's half year ends in May, without an error.
# What we do: cut ranges by ourselves.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-amazon-sp-api==2.1.35"
cat > "$folder/run.py" <<'PYTHON'
from datetime import datetime, timezone

from sp_api.util import load_date_bound


@load_date_bound(interval_days=30)
def ask(*, seller, dataStartTime, dataEndTime):
    return seller, dataStartTime.date().isoformat(), dataEndTime.date().isoformat()


def day(month, of_month=1):
    return datetime(2026, month, of_month, tzinfo=timezone.utc)


alone = list(ask(seller="A", dataStartTime=day(1), dataEndTime=day(7)))
print("alone", len(alone), "pieces until", alone[-1][2])
first = ask(seller="A", dataStartTime=day(1), dataEndTime=day(7))
seen = [next(first)]
second = ask(seller="B", dataStartTime=day(4), dataEndTime=day(5, 15))
next(second)
seen += first
print("by turns", len(seen), "pieces until", seen[-1][2])
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
alone 7 pieces until 2026-07-01
by turns 5 pieces until 2026-05-15
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "python-amazon-sp-api 2.1.35 behaves as written above"
