"""Feed documents: uploading what a feed is to process, downloading what came of it."""
