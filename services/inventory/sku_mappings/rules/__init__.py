"""What a mapping is, how many units it allows, and which are suggested."""
