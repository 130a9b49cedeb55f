"""People and systems that act for a tenant, with their roles and seller accounts."""
