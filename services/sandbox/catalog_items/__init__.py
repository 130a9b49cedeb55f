"""Catalog items: the Catalog Items API."""
