"""What changed in facts from one state of the data to another, in sentences."""
