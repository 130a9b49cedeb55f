#!/usr/bin/env bash
# Amazon's ledger summary, with every cell in double quotes and an inch mark inside a title left as it is (not doubled).
# pandas 3.1.1 moves the mark to another place in the title, without a word; polars 2.1.0 refuses the file;
# duckdb 2.0.1 keeps the quotes as parts of all names and values. Where the same report comes bare, duckdb reads its
# US dates day first: 11/03/2026 becomes 11 March, in silence, as long as no day of the file is past the twelfth.
# What we do: cut one pair of quotes off a cell that both begins and ends with one, and settle the order of day and month
# by the marketplace and the whole column.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "pandas==3.1.1" "polars==2.1.0" "duckdb==2.0.1"
cat > "$folder/run.py" <<'PYTHON'
import sys

import duckdb
import pandas
import polars

header = ["Date", "MSKU", "Title", "Customer Shipments", "Ending Warehouse Balance", "Location"]
rows = [
    ["11/03/2026", "SKU-1", 'Lens cap 1/2" wide', "-3", "7", "US"],
    ["11/04/2026", "SKU-2", "Mug", "-2", "10", "US"],
]
quoted, bare = (f"{sys.argv[1]}/{name}.tsv" for name in ("quoted", "bare"))
with open(quoted, "w") as file:
    file.writelines("\t".join(f'"{cell}"' for cell in row) + "\n" for row in [header, *rows])
with open(bare, "w") as file:
    file.writelines("\t".join(row) + "\n" for row in [header, *rows])

print("pandas", pandas.read_csv(quoted, sep="\t", dtype=str)["Title"].to_list())
try:
    print("polars", polars.read_csv(quoted, separator="\t", infer_schema=False)["Title"].to_list())
except polars.exceptions.ComputeError:
    print("polars ComputeError")
found = duckdb.sql(f"FROM read_csv('{quoted}')")
print("duckdb", found.columns[:2], found.limit(1).fetchall()[0][:2])
print("duckdb", [str(row[0]) for row in duckdb.sql(f"FROM read_csv('{bare}')").fetchall()])
PYTHON
"$folder/venv/bin/python" "$folder/run.py" "$folder" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
pandas ['Lens cap 1/2 wide"', 'Mug']
polars ComputeError
duckdb ['"Date"', '"MSKU"'] ('"11/03/2026"', '"SKU-1"')
duckdb ['2026-03-11', '2026-04-11']
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "pandas, polars and duckdb behave as written above"
