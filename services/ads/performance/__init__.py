"""Daily numbers of campaigns, ad groups and search terms: stored, rolled up, summed over any window."""
