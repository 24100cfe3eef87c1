"""The only package that knows the engine and reads or writes RDF."""
