"""Tenants and their test twins."""
