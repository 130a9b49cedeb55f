"""API keys: made, rotated, revoked, and looked up for every request."""
