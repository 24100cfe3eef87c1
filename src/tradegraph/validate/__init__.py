"""From the dataset to a report: shapes, zero-row checks and the evidence, in words that a person can act on."""
