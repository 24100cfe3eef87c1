"""Writing the graph, or a part of it, in the standard RDF formats."""
