"""Bounds that a seller account is judged by, as rows that override a service's defaults."""
