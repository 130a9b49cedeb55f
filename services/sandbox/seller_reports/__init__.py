"""Seller reports: the Reports API 2021-06-30, from the request to the download of the document."""
