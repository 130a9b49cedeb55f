"""Imported by every Python that starts with this folder on its path: moves its clock before anything reads it.

The whole clock of the process moves, also where libraries read it (principals, jobs, webhooks, logs), and goes on
from there. What measures durations (`time.monotonic`), the databases and the file system stay in the present.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(os.environ["CLOCK_AHEAD_SECONDS"]))).start()
