"""Restrictions: the Listings Restrictions API."""
