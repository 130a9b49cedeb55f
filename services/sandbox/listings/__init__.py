"""Listings: the Listings Items API, and what clients have changed with it."""
