"""HTTP of tickets findings: what every service has."""

from services.tickets.findings.repository import findings_of
from services.tickets.findings.rules import TEXTS
from shared.findings import endpoints

router = endpoints.router("tickets", findings_of, TEXTS)
