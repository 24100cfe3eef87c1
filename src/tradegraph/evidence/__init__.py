"""Sentence graphs against article texts: is every unit, name, number, date and word of the graph really there."""
