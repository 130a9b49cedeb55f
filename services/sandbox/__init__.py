"""A stand-in for Amazon over real HTTP: sign-in, profiles, campaigns and reports of simulated advertisers."""
