"""What is planted, written down when it is planted: `codes` of findings, `troubles` of Amazon's files."""
