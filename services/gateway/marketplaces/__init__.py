"""Amazon's marketplaces: what their ids mean."""
