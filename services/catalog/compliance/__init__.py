"""Judging listings by Amazon's rules and by what Amazon says of them."""
