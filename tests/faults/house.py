"""All services behind the gateway as one program over real HTTP, with two tenants that have of everything."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import uvicorn
from sqlalchemy import MetaData, delete, select
from starlette.types import ASGIApp

from services.ads import main as ads
from services.ads.settings import AdsSettings
from services.catalog import main as catalog
from services.catalog.compliance.operations import flag_listings
from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, values_of
from services.catalog.settings import CatalogSettings
from services.gateway import main
from services.gateway.actors import operations as actors
from services.gateway.actors.schemas import ActorCreate
from services.gateway.api_keys import operations as api_keys
from services.gateway.api_keys.schemas import ApiKeyCreate
from services.gateway.audit import operations as audit
from services.gateway.events import operations as events
from services.gateway.events.schemas import EventBatch, EventCreate
from services.gateway.settings import GatewaySettings
from services.gateway.tenants import operations as tenants
from services.inventory import main as inventory
from services.inventory.erp_connections.operations import require_connection
from services.inventory.erp_dead_letters.operations import keep
from services.inventory.erp_records.erp import record_of
from services.inventory.erp_records.operations import store_records
from services.inventory.erp_records.rules import Change
from services.inventory.erp_syncs import operations as erp_syncs
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.models import ErpProduct, ErpSync
from services.inventory.settings import InventorySettings
from services.tickets import main as tickets
from services.tickets.account_metrics.operations import store_metrics
from services.tickets.account_metrics.rules import EXACTLY, Metric
from services.tickets.settings import TicketsSettings
from services.tickets.sla.operations import scan_clocks
from shared import secrets
from shared.app.protocol import Protocol
from shared.auth import SCOPES, keys
from shared.clock import utc_now
from shared.db import Database
from shared.ids import uuid7
from shared.outbox.relay import Carried
from shared.outbox.rows import rows as outbox
from shared.throttle import Buckets
from tests import proved
from tests.ads.report_imports.importing import import_now
from tests.faults.operations import Ids
from tests.inventory import rows as stock
from tests.journeys.installed import free_ports
from tests.tickets.told import Gateway, finding_of

SERVICES = ("gateway", "catalog", "inventory", "ads", "tickets")
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
RECEIVER = "127.0.0.1:9"
"""Where webhooks may go; nobody listens there, and no worker runs that would send one."""

_METRICS = [
    Metric(UK, name, 1, 0, EXACTLY, None, date(2026, 5, 1), date(2026, 11, 1))
    for name in ("otherPolicyViolations", "documentRequests")
]
_COST = {"kind": "purchase_price", "valid_from": "2026-01-01", "cost": {"amount": "12.35", "currency": "CNY"}}
_LISTED = {"title": "Plain Garden Hose", "status": "BUYABLE,DISCOVERABLE"}

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Tenant:
    """A tenant with a live key of all scopes, and the ids of what it has."""

    tenant_id: str
    headers: dict[str, str]
    ids: Ids


@dataclass
class House:
    """The running program; `app` is the same one without a socket before it."""

    url: str
    app: ASGIApp
    http: httpx.Client
    databases: dict[str, Database]
    keys_dir: Path
    _tables: dict[str, MetaData] = field(default_factory=dict)

    def rows(self, *services: str) -> Rows:
        """All rows of all tables, of the services named or of all: the same before and after a refusal."""
        found: Rows = {}
        for service in services or SERVICES:
            database = self.databases[service]
            if service not in self._tables:
                self._tables[service] = MetaData(schema=database.schema)
                self._tables[service].reflect(database.engine)
            with database.read() as session:
                for name, table in self._tables[service].tables.items():
                    found[f"{service} {name}"] = sorted(map(repr, session.execute(select(table))))
        return found

    def issue(
        self, tenant_id: str, *scopes: str, livemode: bool = True, seller_ids: list[str] | None = None
    ) -> dict[str, str]:
        """Headers under a key of a new actor, who may be limited to some seller accounts."""
        now = utc_now()
        with self.databases["gateway"].write() as session:
            person = ActorCreate(kind="person", name="Wu", seller_ids=seller_ids)
            owner = actors.add_actor(session, tenant_id, person, now=now)
            wanted = ApiKeyCreate(
                actor_id=owner.actor_id, name="key", scopes=list(scopes) or sorted(SCOPES), livemode=livemode
            )
            pepper = secrets.pepper_of(self.keys_dir)
            key = api_keys.issue_api_key(session, tenant_id, wanted, pepper=pepper, now=now)
        return {"Authorization": f"Bearer {key.api_key}"}

    def new_tenant(self, name: str) -> Tenant:
        """A tenant without data."""
        with self.databases["gateway"].write() as session:
            live, _ = tenants.create_tenant(session, name, now=utc_now())
            tenant_id = live.tenant_id
        return Tenant(tenant_id, self.issue(tenant_id), Ids())

    def furnish(self, tenant: Tenant, seller_id: str) -> Tenant:
        """Give it two of everything that is listed, through the API wherever there is a way."""
        self._connect(tenant, seller_id)
        endpoints = [self._subscribe(tenant, place) for place in ("a", "b")]
        erps = [self._connect_erp(tenant, place) for place in ("a", "b")]
        erp_sync_id = self._read_erps(tenant, erps)
        actor = self._post(tenant, "/v1/actors", json={"kind": "person", "name": "Li"})
        wanted = {"actor_id": actor["actor_id"], "name": "spare", "scopes": ["ads:read"], "livemode": True}
        tenant.ids |= {
            "tenant_id": tenant.tenant_id,
            "actor_id": actor["actor_id"],
            "key_id": self._post(tenant, "/v1/api-keys", json=wanted)["key_id"],
            "endpoint_id": endpoints[0],
            "connection_id": erps[0],
            "erp_sync_id": erp_sync_id,
            "dead_letter_id": self._first(tenant, "/v1/inventory/erp-dead-letters")["dead_letter_id"],
        }
        for text in ("One", "Two"):
            macro = {"name": text, "texts": [{"language": "en", "text": text}]}
            tenant.ids["macro_id"] = self._post(tenant, "/v1/tickets/macros", json=macro)["macro_id"]
        self._open(tenant, seller_id)
        tenant.ids["delivery_id"] = self._first(tenant, "/v1/webhook-deliveries")["delivery_id"]
        self.keep_audit()
        return tenant

    def add_shop(self, tenant: Tenant, seller_id: str) -> Tenant:
        """The same of another shop of a furnished tenant, whose own ids it shares; the key is limited to the shop."""
        self._connect(tenant, seller_id)
        headers = self.issue(tenant.tenant_id, seller_ids=[seller_id, f"{seller_id}2"])
        shop = Tenant(tenant.tenant_id, headers, Ids(tenant.ids))
        self._open(shop, seller_id)
        self.keep_audit()
        return shop

    def keep_audit(self) -> None:
        """Bring what all services have told of changes into the audit trail, as their relays do; events stay."""
        pepper = secrets.pepper_of(self.keys_dir)
        is_audit = outbox.c.kind == "audit"
        for service in SERVICES:
            with self.databases[service].write() as session:
                told = session.execute(select(outbox).where(is_audit).order_by(outbox.c.sequence)).all()
                session.execute(delete(outbox).where(is_audit))
            carried = [
                Carried(
                    row.name, row.identity, row.tenant_id, row.subject, json.loads(row.content), row.created_at, True
                )
                for row in told
            ]
            with self.databases["gateway"].write() as session:
                audit.append_entries(session, audit.entries_of(carried), pepper=pepper, now=utc_now())

    def _open(self, tenant: Tenant, seller_id: str) -> None:
        """Two of everything that a shop has."""
        imports = [self._import(tenant, seller_id, marketplace_id) for marketplace_id in (UK, DE)]
        for days in ("Jan 05, 2026 - Jan 05, 2026", "Jan 05, 2026 - Jan 11, 2026"):
            self._send(
                tenant,
                seller_id,
                UK,
                "report.csv",
                _places(f"Date range,{days}", seller_id),
                f"{seller_id}-{days[-8:-6]}",
            )
        self._send(tenant, seller_id, UK, "report.csv", _places("Date,2026-01-05", seller_id), f"day-of-{seller_id}")
        syncs = [self._post(tenant, "/v1/ads/syncs", json=_window(seller_id, days)) for days in (3, 5)]
        tenant.ids |= {
            "seller_id": seller_id,
            "api": "spapi",
            "import_id": imports[0],
            "period_id": self._first(tenant, "/v1/ads/breakdown-periods")["period_id"],
            "sync_id": syncs[0]["sync_id"],
            "finding_id": self._first(tenant, "/v1/ads/findings")["finding_id"],
            "subject_id": self._first(tenant, "/v1/ads/findings")["subject"]["id"],
            "campaign_id": self._first(tenant, "/v1/ads/campaigns")["campaign_id"],
            "after_event_id": self._tell(tenant, seller_id),
            "item_id": self._list(tenant, seller_id),
        }
        tenant.ids |= self._offer(tenant, seller_id)
        tenant.ids |= self._stock(tenant, seller_id)
        tenant.ids |= self._ask(tenant, seller_id)

    def _offer(self, tenant: Tenant, seller_id: str) -> dict[str, str]:
        """Two listings on Amazon without a price or an image, one of the ERP, two costs, a sync of each account."""
        with self.databases["catalog"].write() as session:
            listings = ListingRepository(session, tenant.tenant_id)
            for marketplace_id in (UK, DE):
                place = MarketplaceRef(seller_id, marketplace_id)
                listings.lock([place])
                listings.put(place, AMAZON, [values_of(_LISTED | {"sku": f"{seller_id}-1"})], now=utc_now())
            flag_listings(session, tenant.tenant_id, seller_id, now=utc_now())
        sellers = (seller_id, f"{seller_id}2")
        syncs = [self._post(tenant, "/v1/catalog/syncs", json={"seller_id": each}) for each in sellers]
        finding = self._first(tenant, "/v1/catalog/findings")
        wanted = {"seller_id": seller_id, "marketplace_id": UK, "sku": "ERP-1", "title": "Plain Garden Hose"}
        costs = [_COST | {"sku": sku} for sku in ("ZL-1", "ZL-2")]
        told = self._post(
            *(tenant, "/v1/catalog/costs/bulk", f"costs-{seller_id}"), json={"seller_id": seller_id, "items": costs}
        )
        return {
            "cost_id": told["results"][0]["cost_id"],
            "listing_id": self._post(tenant, "/v1/catalog/listings", json=wanted)["listing_id"],
            "catalog.sync_id": syncs[0]["sync_id"],
            "catalog.finding_id": finding["finding_id"],
            "catalog.subject_id": finding["subject"]["id"],
        }

    def _stock(self, tenant: Tenant, seller_id: str) -> dict[str, str]:
        """Two SKUs that have run out, one in a warehouse of the seller's own, a pool and a sync of each account."""
        database = self.databases["inventory"]
        sellers = (seller_id, f"{seller_id}2")
        with database.write() as session:
            for each in (UK, DE):
                for seller in sellers:
                    learn_marketplace(session, tenant.tenant_id, seller, each, now=utc_now())
            place = learn_marketplace(session, tenant.tenant_id, seller_id, UK, now=utc_now())
        for seller in sellers:
            path = f"/v1/inventory/pool-settings/{seller}"
            self.http.put(path, headers=tenant.headers, json={"pools": [[UK, DE]]}).raise_for_status()
        for sku in (f"{seller_id}-1", f"{seller_id}-2"):
            stock.sold(database, place, *(stock.line(place, f"O-{sku}-{ago}", sku, ago=ago) for ago in range(10, 90)))
            stock.history(database, place, sku, out_days=8)
            stock.stocked(database, place, sku, 0)
        stock.counted(database, place, "ZL-1", 5, warehouse="SZ-2")
        warehouse_id = stock.counted(database, place, "ZL-1", 7, warehouse="SZ-3")
        stock.judge(database, place)
        for day in ("2026-01-05", "2026-01-12"):
            score = {"seller_id": seller_id, "marketplace_id": UK, "measured_on": day, "score": 700}
            self._post(tenant, "/v1/inventory/ipi-scores", json=score)
        syncs = [self._post(tenant, "/v1/inventory/syncs", json={"seller_id": each}) for each in sellers]
        mappings = [{"sku": sku, "parts": [{"erp_sku": f"{sku}-{seller_id}"}]} for sku in ("ZL-1", "ZL-2")]
        told = self._post(
            *(tenant, "/v1/inventory/sku-mappings/bulk", f"maps-{seller_id}"),
            json={"seller_id": seller_id, "items": mappings},
        )
        with database.write() as session:
            for good in ("G-1", "G-2"):
                own = {"tenant_id": tenant.tenant_id, "erp_sku": f"{good}-{seller_id}", "connection_id": "c"}
                session.add(ErpProduct(**own, is_bundle=False, currency="CNY", updated_at=utc_now()))
        finding = self._first(tenant, "/v1/inventory/findings")
        pools = self.http.get("/v1/inventory/pools", params={"seller_id": seller_id}, headers=tenant.headers).json()
        return {
            "warehouse_id": warehouse_id,
            "mapping_id": told["results"][0]["mapping_id"],
            "inventory.pool_id": pools["items"][0]["pool_id"],
            "inventory.sync_id": syncs[0]["sync_id"],
            "inventory.finding_id": finding["finding_id"],
            "inventory.subject_id": finding["subject"]["id"],
            "inventory.amazon_order_id": f"O-{seller_id}-1-10",
        }

    def _ask(self, tenant: Tenant, seller_id: str) -> dict[str, str]:
        """Two cases at risk, two replies in the first, two metrics, and a sync of each account.

        The finding is the other case's, so that a reply does not resolve it.
        """
        wanted = {"seller_id": seller_id, "marketplace_id": UK, "category": "other", "subject": "Why?"}
        number = int.from_bytes(seller_id.encode()) % 10**7
        about = {"amazon_order_id": f"026-{number:07d}-1234567", "external_id": f"mail-{seller_id}"}
        cases = [self._post(tenant, "/v1/tickets/cases", json=wanted | each) for each in (about, {})]
        for text in ("One", "Two"):
            reply = {"text": text, "automatic": True}
            self._post(tenant, f"/v1/tickets/cases/{cases[0]['case_id']}/replies", json=reply)
        sellers = (seller_id, f"{seller_id}2")
        syncs = [self._post(tenant, "/v1/tickets/syncs", json={"seller_id": each}) for each in sellers]
        with self.databases["tickets"].write() as session:
            store_metrics(session, tenant.tenant_id, seller_id, UK, _METRICS, now=utc_now())
            scan_clocks(session, now=utc_now() + timedelta(hours=10))
        finding = self._first(tenant, f"/v1/tickets/findings?subject_id={cases[1]['case_id']}")
        return {
            "case_id": cases[0]["case_id"],
            "message_id": cases[0]["case_id"],
            "external_id": f"mail-{seller_id}",
            "tickets.amazon_order_id": about["amazon_order_id"],
            "tickets.sync_id": syncs[0]["sync_id"],
            "tickets.finding_id": finding["finding_id"],
            "tickets.subject_id": finding["subject"]["id"],
        }

    def _connect(self, tenant: Tenant, seller_id: str) -> None:
        for each in (seller_id, f"{seller_id}2"):
            account = {"seller_id": each, "name": "N", "region": "EU", "marketplace_ids": [UK, DE]}
            self._post(tenant, "/v1/seller-accounts", json=account)
            proved.connect(self.databases["gateway"], self.keys_dir, tenant.tenant_id, each)

    def _subscribe(self, tenant: Tenant, place: str) -> str:
        wanted = {"url": f"http://{RECEIVER}/{place}"}
        endpoint_id: str = self._post(tenant, "/v1/webhook-endpoints", json=wanted)["endpoint_id"]
        return endpoint_id

    def _connect_erp(self, tenant: Tenant, place: str) -> str:
        wanted = {"erp": "mabang", "app_key": place, "secret": "hush", "base_url": f"http://{RECEIVER}/{place}"}
        connection_id: str = self._post(tenant, "/v1/inventory/erp-connections", json=wanted)["connection_id"]
        return connection_id

    def _read_erps(self, tenant: Tenant, connection_ids: Sequence[str]) -> str:
        """Two of all that an ERP tells, and a reading of each that has ended; the id of the first."""
        path = "/v1/inventory/erp-syncs"
        read = [self._post(tenant, path, json={"connection_id": each}) for each in connection_ids]
        now, rows = utc_now(), [{"id": each, "stockSku": f"E-{each}-{tenant.tenant_id}"} for each in (1, 2)]
        with self.databases["inventory"].write() as session:
            for sync in read:
                erp_syncs.fail_sync(session, tenant.tenant_id, sync["erp_sync_id"], "erp-away", "no answer", now=now)
            connection = require_connection(session, tenant.tenant_id, connection_ids[1])
            syncs = erp_syncs.ErpSyncRepository(session, tenant.tenant_id)
            first = cast(ErpSync, syncs.get(read[0]["erp_sync_id"]))
            syncs.add_changes(first, [Change("product", each["stockSku"], "", None, each) for each in rows])
            for part in ("products", "warehouses"):
                told = {record.erp_sku: record for record in (record_of(part, row) for row in rows)}
                store_records(session, connection, part, told, observed_at=now, now=now)
            unread = [record_of("stock", row | {"stockQuantity": ""}) for row in rows]
            keep(session, connection, "stock", unread, (), now=now)
        return str(read[0]["erp_sync_id"])

    def _import(self, tenant: Tenant, seller_id: str, marketplace_id: str) -> str:
        """A file with two campaigns that pay too much, now and long ago, and two rows that cannot be read."""
        first = 100 if marketplace_id == UK else 200
        first += 1000 * (int(tenant.tenant_id[-6:], 16) + sum(seller_id.encode()))
        days = [str(utc_now().date() - timedelta(days=12)), "2026-01-05"]
        records = [
            {
                "date": day,
                "campaignId": first + number,
                "campaignName": f"Dear {number}",
                "impressions": 5000,
                "clicks": 100,
                "cost": 90.0,
                "purchases7d": 5,
                "sales7d": 100.0,
            }
            for number in range(2)
            for day in days
        ]
        content = json.dumps([*records, *({"date": "never"} for _ in range(2))]).encode()
        return self._send(
            tenant, seller_id, marketplace_id, "report.json", content, f"file-{seller_id}-{marketplace_id}"
        )

    def _send(self, tenant: Tenant, seller_id: str, marketplace_id: str, name: str, content: bytes, key: str) -> str:
        """Have a report file imported."""
        form = {"seller_id": seller_id, "marketplace_id": marketplace_id}
        files = {"file": (name, content)}
        import_id: str = self._post(tenant, "/v1/ads/report-imports", key, data=form, files=files)["import_id"]
        import_now(self.databases["ads"], tenant.tenant_id, import_id)
        return import_id

    def _tell(self, tenant: Tenant, seller_id: str) -> str:
        """Two events as a relay would bring them; the id of the first."""
        told = [
            EventCreate(
                id=uuid7(),
                type="campaign.flagged",
                tenant_id=tenant.tenant_id,
                subject="campaign:1",
                occurred_at=utc_now(),
                data={"seller_id": seller_id},
            )
            for _ in range(2)
        ]
        with self.databases["gateway"].write() as session:
            pepper = secrets.pepper_of(self.keys_dir)
            events.store_events(session, EventBatch(events=told), pepper=pepper, now=utc_now())
        return told[0].id

    def _list(self, tenant: Tenant, seller_id: str) -> str:
        """Two items of the worklist, from events as the gateway's worker brings them; the id of the first."""
        gateway, found = (
            Gateway(self.http, self.keys_dir),
            [finding_of(uuid7(), seller_id=seller_id) for _ in range(2)],
        )
        gateway.tell(*found, tenant=tenant.tenant_id, at=utc_now())
        return str(found[0]["finding_id"])

    def _post(self, tenant: Tenant, path: str, key: str | None = None, **content: Any) -> dict[str, Any]:
        headers = tenant.headers | ({"Idempotency-Key": key} if key else {})
        answer = self.http.post(path, headers=headers, **content)
        assert answer.is_success, answer.text
        return answer.json()

    def _first(self, tenant: Tenant, path: str) -> dict[str, Any]:
        return self.http.get(path, headers=tenant.headers).json()["items"][0]


def _places(time: str, seller_id: str) -> bytes:
    """A file of Unified Reporting with two placements; `time` is the header and the cell of its days."""
    header, _, days = time.partition(",")
    columns = (
        "Budget currency,Country,Campaign ID,Placement classification,Impressions,Clicks,Total cost,Purchases,Sales"
    )
    rows = (f'"{days}",GBP,United Kingdom,77,Place {number} of {seller_id},10,1,0.50,0,0.00' for number in range(2))
    return "\n".join([f"{header},{columns}", *rows]).encode()


def _window(seller_id: str, days: int) -> dict[str, str]:
    today = utc_now().date()
    return {"seller_id": seller_id, "from_on": str(today - timedelta(days=days)), "to_on": str(today)}


@contextmanager
def open_house(database_of: Callable[[str], Database], folder: Path, **settings: object) -> Iterator[House]:
    """The program on databases of its own; `settings` go to every service, such as `reads_per_minute`."""
    databases = {service: database_of(service) for service in SERVICES}
    port, *_ = free_ports()
    common = _environment(folder, port)

    def given(service: str) -> dict[str, Any]:
        url = databases[service].url.render_as_string(hide_password=False)
        return {"_env_file": None, "database_url": url, **common, **settings}

    services = {
        "/v1/catalog": catalog.build(CatalogSettings(**given("catalog"))),
        "/v1/inventory": inventory.build(InventorySettings(**given("inventory"), erp_private_places=RECEIVER)),
        "/v1/ads": ads.build(AdsSettings(**given("ads"))),
        "/v1/tickets": tickets.build(TicketsSettings(**given("tickets"))),
    }
    own = {"webhook_private_receivers": RECEIVER, "spapi_application_id": "amzn1.sp.solution.ours"}
    own["anonymous_per_minute"] = settings.get("anonymous_per_minute", 10**6)
    app = main.assemble(GatewaySettings(**given("gateway") | own), services)
    with ExitStack() as stack:
        stack.enter_context(served(app, port))
        http = stack.enter_context(httpx.Client(base_url=common["ZHULI_GATEWAY_URL"], trust_env=False, timeout=30))
        yield House(common["ZHULI_GATEWAY_URL"], app, http, databases, common["ZHULI_KEYS_DIR"])


def _environment(folder: Path, port: int) -> dict[str, Any]:
    keys_dir = folder / "keys"
    keys.create_missing(keys_dir, SERVICES)
    secrets.create_missing_ring(keys_dir / secrets.RING_FILE)
    secrets.create_missing_pepper(keys_dir / secrets.PEPPER_FILE)
    secrets.create_missing_metrics_token(keys_dir / secrets.METRICS_TOKEN_FILE)
    secrets.create_missing_webhook_secret(keys_dir / secrets.TICKETS_EVENTS_FILE)
    throttle = Database(f"sqlite:///{folder}/throttle.db")
    Buckets(throttle).create()
    throttle.dispose()
    return {
        "ZHULI_THROTTLE_URL": f"sqlite:///{folder}/throttle.db",
        "ZHULI_JOBS_URL": f"sqlite:///{folder}/jobs.db",
        "ZHULI_GATEWAY_URL": f"http://127.0.0.1:{port}",
        "ZHULI_KEYS_DIR": keys_dir,
    }


@contextmanager
def served(app: ASGIApp, port: int) -> Iterator[None]:
    """The app on a port of this machine."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            log_config=None,
            lifespan="on",
            http=Protocol,
            proxy_headers=False,
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the program did not start"
        thread.join(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
