"""Tenants, their test twins, and the actors that hold keys."""
