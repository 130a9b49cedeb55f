"""The SQL of listings."""

from services.catalog.listings.repository.reads import poll, read_marketplaces, read_one
from services.catalog.listings.repository.rows import ListingRepository

__all__ = ["ListingRepository", "poll", "read_marketplaces", "read_one"]
