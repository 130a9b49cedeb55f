"""Closed lists of values as components of their own, and lists that may grow as `x-extensible-enum`.

Requests take closed lists. Answers may have values that a client has never seen, so no list is closed there.
"""

from collections.abc import Iterator
from typing import Any, get_args

from services.ads.breakdowns.rules import Kind as BreakdownKind
from services.ads.campaigns.schemas import CampaignSort
from services.ads.products import AdProduct
from services.ads.report_types.rules import NAMES, Level
from services.catalog.costs.rules import Kind as CostKind
from services.catalog.costs.rules import Source as CostSource
from services.catalog.listings.rules import Source
from services.catalog.listings.schemas import Status as ListingStatus
from services.gateway.actors.rules import Role
from services.gateway.consents.rules import Api
from services.gateway.consents.rules import Status as ConnectionStatus
from services.gateway.stops.rules import Level as StopLevel
from services.inventory.erp_connections.rules import Circuit as ErpCircuit
from services.inventory.erp_records.rules import PARTS
from services.inventory.health.schemas import StockHealthSort
from services.inventory.sku_mappings.rules.parts import Source as MappingSource
from services.inventory.sku_mappings.rules.suggesting import Reason as SuggestionReason
from services.inventory.sku_mappings.schemas import Decision as SuggestionDecision
from services.tickets.cases.rules import Category
from services.tickets.cases.rules import Status as CaseStatus
from services.tickets.cases.schemas import CaseSort
from services.tickets.clocks.rules import Level as ClockLevel
from services.tickets.response_times.rules import GroupBy
from services.tickets.worklist.schemas import WorklistSort
from shared.amazon.marketplaces import BuyerLanguage, Region
from shared.bulk.results import Outcome
from shared.findings.rules import Severity, Status
from shared.findings.schemas import DecisionWord, FindingSort
from shared.sheets import SheetFormat
from shared.texts import Language

Document = dict[str, Any]

NAMED: dict[str, tuple[str, ...]] = {
    "Severity": get_args(Severity),
    "FindingStatus": get_args(Status),
    "FindingDecisionWord": get_args(DecisionWord),
    "FindingSort": get_args(FindingSort),
    "AdProduct": get_args(AdProduct),
    "AdsBreakdownKind": get_args(BreakdownKind),
    "AdsCampaignSort": get_args(CampaignSort),
    "AdsLevel": get_args(Level),
    "AdsReportName": NAMES,
    "AdsTimeUnit": ("SUMMARY", "DAILY"),
    "CatalogCostKind": get_args(CostKind),
    "CatalogCostSource": get_args(CostSource),
    "CatalogListingStatus": get_args(ListingStatus),
    "CatalogListingSort": ("sku", "-sku"),
    "CatalogSource": get_args(Source),
    "SheetFormat": get_args(SheetFormat),
    "ErpKind": ("mabang",),
    "ErpPart": PARTS,
    "ErpPlaceKind": ("shop", "warehouse"),
    "ErpDeadLetterStatus": ("open", "resolved", "dismissed"),
    "ErpCircuit": get_args(ErpCircuit),
    "FulfillmentChannel": ("AFN", "MFN"),
    "InventorySkuMappingSource": get_args(MappingSource),
    "InventorySkuSuggestionDecisionWord": get_args(SuggestionDecision),
    "StockHealthSort": get_args(StockHealthSort),
    "TicketsCategory": get_args(Category),
    "TicketsCaseStatus": get_args(CaseStatus),
    "TicketsCaseSort": get_args(CaseSort),
    "TicketsClockLevel": get_args(ClockLevel),
    "TicketsGroupBy": get_args(GroupBy),
    "WorklistService": ("catalog", "inventory", "ads", "tickets"),
    "WorklistSort": get_args(WorklistSort),
    "WorklistStatus": ("open", "acknowledged"),
    "SyncStatus": ("waiting", "running", "completed", "failed"),
    "BulkOutcome": get_args(Outcome),
    "ActorKind": ("person", "system"),
    "AuditActorKind": ("person", "system", "operator", "program"),
    "Role": get_args(Role),
    "AmazonApi": get_args(Api),
    "AmazonRegion": get_args(Region),
    "ConnectionStatus": get_args(ConnectionStatus),
    "StopLevel": get_args(StopLevel),
    "WebhookDeliveryStatus": ("pending", "delivered", "failed"),
    "Language": get_args(Language),
    "BuyerLanguage": get_args(BuyerLanguage),
}
"""Every closed list by the name that generated clients give it."""

_PART = ("waiting", "running", "completed", "suspect", "failed")
OPEN: dict[str, str | tuple[str, ...]] = {
    "FindingRead.severity": "Severity",
    "FindingRead.status": "FindingStatus",
    "FindingRead.ad_product": "AdProduct",
    "FindingDecisionResult.status": "BulkOutcome",
    "FindingDecisionResult.finding_status": "FindingStatus",
    "AdsDeliveryRead.report": "AdsReportName",
    "AdsReportImportRead.status": "SyncStatus",
    "AdsReportImportRead.report": "AdsReportName",
    "AdsSyncRead.status": "SyncStatus",
    "AdsSyncReport.report": "AdsReportName",
    "CatalogCostRead.kind": "CatalogCostKind",
    "CatalogCostRead.source": "CatalogCostSource",
    "CatalogCostResult.status": "BulkOutcome",
    "SheetRow.status": "BulkOutcome",
    "CatalogListingRead.source": "CatalogSource",
    "CatalogListingResult.status": "BulkOutcome",
    "CatalogSyncRead.status": "SyncStatus",
    "ErpConnectionRead.erp": "ErpKind",
    "ErpDeadLetterRead.part": "ErpPart",
    "ErpDeadLetterRead.status": "ErpDeadLetterStatus",
    "ErpPlaceRead.kind": "ErpPlaceKind",
    "ErpSyncPartRead.part": "ErpPart",
    "ErpSyncPartRead.status": _PART,
    "ErpSyncRead.status": "SyncStatus",
    "ErpConnectionState.circuit": "ErpCircuit",
    "InventorySkuMappingRead.source": "InventorySkuMappingSource",
    "InventorySkuMappingResult.status": "BulkOutcome",
    "InventorySkuSuggestion.reasons": get_args(SuggestionReason),
    "InventoryStockResult.status": "BulkOutcome",
    "InventorySyncRead.status": "SyncStatus",
    "InventoryStockRead.channel": "FulfillmentChannel",
    "StockHealthRead.channel": "FulfillmentChannel",
    "IpiScoreResult.status": "BulkOutcome",
    "TicketsCaseRead.category": "TicketsCategory",
    "TicketsCaseRead.severity": "Severity",
    "TicketsCaseRead.status": "TicketsCaseStatus",
    "TicketsClock.level": "TicketsClockLevel",
    "TicketsResponseTime.category": "TicketsCategory",
    "TicketsSyncRead.status": "SyncStatus",
    "WorklistItemRead.service": "WorklistService",
    "WorklistItemRead.severity": "Severity",
    "WorklistItemRead.status": "WorklistStatus",
    "WorklistReason.severity": "Severity",
    "ActorRead.kind": "ActorKind",
    "ActorRead.language": "Language",
    "ActorRead.roles": "Role",
    "AdsDeliveryRead.source": ("api", "file"),
    "AdsSyncReport.status": _PART,
    "CallerActor.language": "Language",
    "CallerActor.roles": "Role",
    "CatalogListingIssue.severity": ("ERROR", "WARNING", "INFO"),
    "CatalogListingRead.status": "CatalogListingStatus",
    "CatalogSyncPart.status": _PART,
    "ConnectionRead.api": "AmazonApi",
    "ConnectionRead.connection_status": "ConnectionStatus",
    "InventorySyncPart.status": _PART,
    "MeRead.way": ("own-key", "on-behalf"),
    "PoolRead.source": ("detected", "set"),
    "TicketsCaseRead.source": ("rest", "event", "account_health"),
    "TicketsMessageRead.kind": ("inbound", "reply", "note"),
    "WorklistReason.status": "WorklistStatus",
    "CallerActor.kind": "ActorKind",
    "AuditEntryRead.actor_kind": "AuditActorKind",
    "AuthorizationRead.api": "AmazonApi",
    "SellerAccountRead.region": "AmazonRegion",
    "MarketplaceRead.region": "AmazonRegion",
    "SellerAccountRead.connection_status": "ConnectionStatus",
    "StopRead.level": "StopLevel",
    "WebhookDeliveryRead.status": "WebhookDeliveryStatus",
    "WebhookDeliveryDetailRead.status": "WebhookDeliveryStatus",
}
"""Members of answers whose values are of a list that may grow."""


def name_lists(document: Document) -> None:
    """Make each closed list a component, and leave a reference wherever it stood."""
    names = {frozenset(values): name for name, values in NAMED.items()}
    schemas = document["components"]["schemas"]
    used: Document = {}
    for holder in list(_holders(document)):
        name = names.get(frozenset(holder["enum"]))
        if name is None:
            continue
        used[name] = {"type": "string", "enum": list(NAMED[name]), "title": name, "description": _told(name)}
        for word in ("enum", "type", "title"):
            holder.pop(word, None)
        holder["$ref"] = f"#/components/schemas/{name}"
    document["components"]["schemas"] = dict(sorted((schemas | used).items()))


def mark_open(schemas: Document) -> None:
    """Say which values the members of answers may have today."""
    for place, name in OPEN.items():
        title, _, member = place.partition(".")
        described = schemas.get(title, {}).get("properties", {}).get(member)
        if described is not None:
            values = NAMED[name] if isinstance(name, str) else name
            described.get("items", described)["x-extensible-enum"] = list(values)


def _told(name: str) -> str:
    return f"One of: {', '.join(NAMED[name])}"


def _holders(node: Any) -> Iterator[Document]:
    """Every schema with a list of values."""
    if isinstance(node, dict):
        if isinstance(node.get("enum"), list):
            yield node
        for value in node.values():
            yield from _holders(value)
    elif isinstance(node, list):
        for value in node:
            yield from _holders(value)
