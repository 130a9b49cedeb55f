"""Events of all services, kept once each and listed for integrators."""
