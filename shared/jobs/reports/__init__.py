"""The one road from Amazon: a report is asked for, waited for durably, downloaded to its end, and handed on.

`ask` and `fetch` are the steps of a workflow; a `Source` is one report of one of Amazon's interfaces. What the
states mean, when a report is late, what a refused link or a damaged document is answered with, and what is tried
again, is decided here and nowhere else.
"""

from shared.jobs.reports.road import Arrived, Asked, Look, ReportFailedError, Source, Terms, ask, fetch
from shared.jobs.reports.rows import store_rows
from shared.jobs.reports.sellers import SellerReport

__all__ = [
    "Arrived",
    "Asked",
    "Look",
    "ReportFailedError",
    "SellerReport",
    "Source",
    "Terms",
    "ask",
    "fetch",
    "store_rows",
]
