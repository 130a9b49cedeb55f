"""Names that the tests of the tickets service share."""

from datetime import UTC, datetime

FIRST, OTHER = "tenant-1", "tenant-2"
SELLER, UK, DE = "A1SELLER", "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
