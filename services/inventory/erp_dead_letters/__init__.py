"""Records of an ERP that cannot be read: kept with the reason, until the ERP tells them well or somebody decides."""
