"""Test support: a PostgreSQL server of the suite's own, and migrated databases to copy for each test."""
