"""The inventory service: stock, orders and replenishment. Its features come later."""
