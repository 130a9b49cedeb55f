"""Clocks: each simulated seller's present, which can be moved ahead of the real one."""
