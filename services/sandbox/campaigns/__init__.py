"""Campaigns: Sponsored Products campaigns as the Ads API lists them."""
