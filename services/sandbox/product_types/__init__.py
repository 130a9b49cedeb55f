"""Product types: the Product Type Definitions API and the schemas that it links to."""
