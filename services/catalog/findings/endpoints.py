"""HTTP of catalog findings: what every service has."""

from services.catalog.findings.repository import findings_of
from services.catalog.findings.rules import TEXTS
from shared.findings import endpoints

router = endpoints.router("catalog", findings_of, TEXTS)
