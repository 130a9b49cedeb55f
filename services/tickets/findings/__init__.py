"""Findings about clocks of cases and account metrics."""
