"""Tokens: signing in with Amazon, and who calls with what was given."""
