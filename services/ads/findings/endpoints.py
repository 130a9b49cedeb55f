"""HTTP of ads findings: what every service has."""

from services.ads.findings.repository import findings_of
from services.ads.findings.rules import TEXTS
from shared.findings import endpoints

router = endpoints.router("ads", findings_of, TEXTS)
