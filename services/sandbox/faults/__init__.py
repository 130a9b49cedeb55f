"""Faults: switches that make the stand-in misbehave as Amazon and the networks do, and a count of the calls."""
