"""Fetches of a seller account's reports from the Ads API, as durable jobs."""
