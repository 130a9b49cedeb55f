"""Campaigns, and the judgement which of them need a decision."""
