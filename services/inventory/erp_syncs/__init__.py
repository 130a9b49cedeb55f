"""Readings of an ERP, as durable jobs: all of it, or what changed since; in earnest, or dry."""
