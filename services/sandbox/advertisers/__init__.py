"""Advertisers: the simulated seller accounts behind the sandbox."""
