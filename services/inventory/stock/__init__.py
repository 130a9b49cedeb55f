"""Stock as it is: Amazon's as it tells it, the seller's own as the ERP pushes it."""
