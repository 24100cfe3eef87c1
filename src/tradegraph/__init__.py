"""tradegraph: a knowledge graph of trade governance in which every statement carries the sentence it rests on."""

__version__ = "0.1.0"
