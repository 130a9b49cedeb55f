"""The catalog service: listings, images, prices and what Amazon says about them. Its features come later."""
