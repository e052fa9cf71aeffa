"""What is painted: edges, nodes, matrices."""
