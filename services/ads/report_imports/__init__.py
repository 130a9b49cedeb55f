"""Report files that people send: console downloads and Ads API documents."""
