"""Findings: observations that ask for a decision, with one shape and one life over all services."""
