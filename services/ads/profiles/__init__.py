"""Advertisers: a seller account on one marketplace, with its currency and time zone."""
