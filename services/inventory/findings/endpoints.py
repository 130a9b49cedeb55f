"""HTTP of inventory findings: what every service has."""

from services.inventory.findings.repository import findings_of
from services.inventory.findings.rules import TEXTS
from shared.findings import endpoints

router = endpoints.router("inventory", findings_of, TEXTS)
