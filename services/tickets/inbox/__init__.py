"""The inbox: events of all services, as the gateway brings them."""
