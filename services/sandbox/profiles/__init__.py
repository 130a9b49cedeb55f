"""Profiles: the advertiser's marketplaces as the Ads API lists them."""
