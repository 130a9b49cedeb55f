"""Pricing: the Product Pricing API 2022-05-01, asked in batches."""
