"""The gateway: tenants, keys and seller accounts, events, and the composition of all services into one API."""
