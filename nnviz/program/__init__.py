"""One training iteration as data: a list of named matrices, computed one after another."""
