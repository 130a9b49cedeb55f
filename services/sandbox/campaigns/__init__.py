"""Campaigns: campaigns of the three ad products as the Ads API lists them."""
