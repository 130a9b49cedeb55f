"""The share of SKUs without an error, by day."""
