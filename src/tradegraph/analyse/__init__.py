"""Measures on networks: connections, ranks, groups, and what articles share."""
