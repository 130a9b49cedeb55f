"""HTTP of ads findings: what every service has, and a filter by ad product."""

from services.ads.findings.repository import findings_of
from services.ads.findings.rules import TEXTS
from services.ads.findings.schemas import AdsFindingQuery
from shared.findings import endpoints

router = endpoints.router("ads", findings_of, TEXTS, AdsFindingQuery)
