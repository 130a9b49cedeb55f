"""Answers: what is planted in a simulated advertiser, for those who check a judge."""
