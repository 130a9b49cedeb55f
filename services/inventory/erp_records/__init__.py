"""What an ERP has told: its shops and warehouses, SKUs and bundles, and what its warehouses have of each."""
