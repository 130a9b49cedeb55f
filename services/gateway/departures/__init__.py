"""Seller accounts that are deleted: what goes with them at once, and what our services end afterwards."""
