"""What one can do with webhook deliveries: plan, send, list and replay them."""
