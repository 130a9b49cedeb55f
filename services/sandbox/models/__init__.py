"""The tables of the sandbox, in a registry of their own."""

from services.sandbox.models.base import SandboxModel
from services.sandbox.models.clocks import SellerClock
from services.sandbox.models.faults import Call, Fault
from services.sandbox.models.feeds import Feed, FeedDocument
from services.sandbox.models.listings import ListingChange
from services.sandbox.models.mabang import MabangCall, MabangMove, MabangSwitch
from services.sandbox.models.messages import SellerMessage
from services.sandbox.models.reports import ReportRequest
from services.sandbox.models.seller_reports import SellerReport
from services.sandbox.models.subscriptions import Destination, Subscription

__all__ = [
    "Call",
    "Destination",
    "Fault",
    "Feed",
    "FeedDocument",
    "ListingChange",
    "MabangCall",
    "MabangMove",
    "MabangSwitch",
    "ReportRequest",
    "SandboxModel",
    "SellerClock",
    "SellerMessage",
    "SellerReport",
    "Subscription",
]
