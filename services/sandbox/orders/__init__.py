"""Orders: the Orders API, versions 2026-01-01 and v0."""
