"""The tables of the sandbox, in a registry of their own."""

from services.sandbox.models.base import SandboxModel
from services.sandbox.models.clocks import SellerClock
from services.sandbox.models.faults import Call, Fault
from services.sandbox.models.listings import ListingChange
from services.sandbox.models.reports import ReportRequest
from services.sandbox.models.seller_reports import SellerReport

__all__ = [
    "Call",
    "Fault",
    "ListingChange",
    "ReportRequest",
    "SandboxModel",
    "SellerClock",
    "SellerReport",
]
