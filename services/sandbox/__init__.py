"""A stand-in for Amazon over real HTTP: its Ads API and its Selling Partner API, with a simulated seller account."""
