"""Why an answer holds: for each row of any query, the statements that make it true, with the graphs that hold them."""
