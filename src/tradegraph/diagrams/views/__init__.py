"""The views: one module for each, with what it asks, what it takes, and how it is drawn."""
