"""From the dataset to its disagreements: which claims differ, whether both may hold, which is shown first and why."""
