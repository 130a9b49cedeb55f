"""Signed links (`links`) and gzip files made while they are sent (`files`). Pure."""
