"""Secrets of all tenants as they are stored: under which master key each is sealed, and sealed anew."""
