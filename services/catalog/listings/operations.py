"""What one can do with listings."""

JUDGE = "catalog.judge_listings"
