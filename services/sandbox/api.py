"""The endpoints of the sandbox, feature by feature."""

from services.sandbox.advertisers import endpoints as advertisers
from services.sandbox.answers import endpoints as answers
from services.sandbox.authorizations import endpoints as authorizations
from services.sandbox.campaigns import endpoints as campaigns
from services.sandbox.catalog_items import endpoints as catalog_items
from services.sandbox.clocks import endpoints as clocks
from services.sandbox.faults import endpoints as faults
from services.sandbox.fba_inventory import endpoints as fba_inventory
from services.sandbox.feed_documents import endpoints as feed_documents
from services.sandbox.feeds import endpoints as feeds
from services.sandbox.listings import endpoints as listings
from services.sandbox.mabang import endpoints as mabang
from services.sandbox.mailbox import endpoints as mailbox
from services.sandbox.messages import endpoints as messages
from services.sandbox.orders import endpoints as orders
from services.sandbox.participations import endpoints as participations
from services.sandbox.pricing import endpoints as pricing
from services.sandbox.product_fees import endpoints as product_fees
from services.sandbox.product_types import endpoints as product_types
from services.sandbox.profiles import endpoints as profiles
from services.sandbox.reports import endpoints as reports
from services.sandbox.restrictions import endpoints as restrictions
from services.sandbox.seller_reports import endpoints as seller_reports
from services.sandbox.subscriptions import endpoints as subscriptions
from services.sandbox.tokens import endpoints as tokens
from services.sandbox.warehouses import endpoints as warehouses

ROUTERS = (
    tokens.router,
    authorizations.router,
    profiles.router,
    campaigns.router,
    reports.router,
    advertisers.router,
    answers.router,
    clocks.router,
    faults.router,
    participations.router,
    listings.router,
    product_types.router,
    restrictions.router,
    catalog_items.router,
    orders.router,
    fba_inventory.router,
    seller_reports.router,
    pricing.router,
    product_fees.router,
    subscriptions.router,
    messages.router,
    feeds.router,
    feed_documents.router,
    mailbox.router,
    warehouses.router,
    mabang.router,
)
