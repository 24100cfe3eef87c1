"""Diagrams that a newspaper could print: sizes before places, routed lines, placed words, an audit before the file."""
