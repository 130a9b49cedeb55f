"""The ads service: Sponsored Products reports in, campaigns that need a decision out."""
