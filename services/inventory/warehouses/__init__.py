"""The seller's own warehouses: made by the first push that names them, and shared by the marketplaces they serve."""
