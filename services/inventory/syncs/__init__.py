"""Readings of a seller account's stock, orders and reports from Amazon, as durable jobs."""
