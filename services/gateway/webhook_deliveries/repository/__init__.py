"""The SQL of webhook deliveries: of one tenant, and of the queue that workers empty."""
