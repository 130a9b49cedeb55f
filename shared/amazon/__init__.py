"""Amazon's vocabulary and connectors: marketplaces, the Ads API, report files and the cells in them."""
