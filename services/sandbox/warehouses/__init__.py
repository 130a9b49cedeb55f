"""Warehouses: what a seller's ERP knows of his own stock, for those who play the ERP."""
