"""The connections of tenants' ERPs: how each is reached, and how reading it goes."""
