"""Consents: what sellers let us do at Amazon's interfaces, whose they are, and how they stand."""
