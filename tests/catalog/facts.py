"""Values that the tests of the catalog service share."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
SELLER = "A1TESTSELLER"
FIRST, OTHER = "tenant-first", "tenant-other"
