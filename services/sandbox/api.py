"""The endpoints of the sandbox, feature by feature."""

from services.sandbox.advertisers import endpoints as advertisers
from services.sandbox.answers import endpoints as answers
from services.sandbox.campaigns import endpoints as campaigns
from services.sandbox.clocks import endpoints as clocks
from services.sandbox.faults import endpoints as faults
from services.sandbox.listings import endpoints as listings
from services.sandbox.participations import endpoints as participations
from services.sandbox.profiles import endpoints as profiles
from services.sandbox.reports import endpoints as reports
from services.sandbox.tokens import endpoints as tokens

ROUTERS = (
    tokens.router,
    profiles.router,
    campaigns.router,
    reports.router,
    advertisers.router,
    answers.router,
    clocks.router,
    faults.router,
    participations.router,
    listings.router,
)
