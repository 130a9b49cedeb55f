"""The tables of the ads service, in a registry of their own."""

from services.ads.models.base import AdsModel
from services.ads.models.breakdowns import AdvertiserAccount, BreakdownFact, BreakdownPeriod
from services.ads.models.campaigns import AdsProfile, Campaign, Thresholds
from services.ads.models.facts import (
    AdGroup,
    CampaignFact,
    CampaignFactVersion,
    SearchTermDay,
    SearchTermFact,
    SearchTermSum,
    TermBelief,
)
from services.ads.models.reports import Delivery, ImportFile, ReportImport, ReportImportError, Sync, SyncReport
from services.ads.models.shell import Finding, IdempotentRequest, Outbox, PositionRemoved, PositionState

__all__ = [
    "AdGroup",
    "AdsModel",
    "AdsProfile",
    "AdvertiserAccount",
    "BreakdownFact",
    "BreakdownPeriod",
    "Campaign",
    "CampaignFact",
    "CampaignFactVersion",
    "Delivery",
    "Finding",
    "IdempotentRequest",
    "ImportFile",
    "Outbox",
    "PositionRemoved",
    "PositionState",
    "ReportImport",
    "ReportImportError",
    "SearchTermDay",
    "SearchTermFact",
    "SearchTermSum",
    "Sync",
    "SyncReport",
    "TermBelief",
    "Thresholds",
]
