"""Reports: version 3 reporting, from the request to the download of the document."""
