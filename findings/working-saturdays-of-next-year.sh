#!/usr/bin/env bash
# Deadlines in Chinese working days need the weekends that are worked to make up for a holiday, which the State Council sets
# each autumn for one year. holidays 0.108 knows them until 2026; for 2027 it answers with holidays of dates alone and no
# worked weekend, and nothing in the answer says that it is a guess. chinesecalendar 1.11.0 raises for such a year.
# What follows for us: a year after the last known one makes a deadline provisional, and it is reckoned again.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "holidays==0.108" "chinesecalendar==1.11.0"
cat > "$folder/run.py" <<'PYTHON'
from datetime import date, timedelta

import chinese_calendar
import holidays

for year in 2025, 2026, 2027:
    known = holidays.country_holidays("CN", years=year)
    days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    worked = sum(day.weekday() >= 5 and known.is_working_day(day) for day in days)
    try:
        other = sum(day.weekday() >= 5 and chinese_calendar.is_workday(day) for day in days)
    except NotImplementedError:
        other = "refuses"
    print(year, "worked weekend days:", worked, "and", other)
PYTHON
"$folder/venv/bin/python" "$folder/run.py" > "$folder/seen"
cat > "$folder/expected" <<'SEEN'
2025 worked weekend days: 5 and 5
2026 worked weekend days: 6 and 6
2027 worked weekend days: 0 and refuses
SEEN
cat "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo "holidays 0.108 and chinesecalendar 1.11.0 behave as written above"
