"""Names of where stock lies."""

AFN, MFN = "AFN", "MFN"
"""Who fulfils: Amazon, or the seller (the `fulfillment-channel` of listings)."""

AMAZON = "AMAZON"
"""The one warehouse of Amazon's: its summaries do not tell them apart."""
