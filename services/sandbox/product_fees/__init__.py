"""Product fees: the estimate that names whose consent a call is made under, even where it fails."""
