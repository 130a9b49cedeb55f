"""The routers of the ads service."""

from services.ads.breakdowns import endpoints as breakdowns
from services.ads.campaigns import endpoints as campaigns
from services.ads.deliveries import endpoints as deliveries
from services.ads.findings import endpoints as findings
from services.ads.performance import endpoints as performance
from services.ads.profiles import endpoints as profiles
from services.ads.report_imports import endpoints as report_imports
from services.ads.syncs import endpoints as syncs
from services.ads.thresholds import endpoints as thresholds

ROUTERS = (
    breakdowns.router,
    campaigns.router,
    deliveries.router,
    findings.router,
    performance.router,
    profiles.router,
    report_imports.router,
    syncs.router,
    thresholds.router,
)
