"""Answers: what is planted in a simulated advertiser and its seller, for those who check a judge."""
