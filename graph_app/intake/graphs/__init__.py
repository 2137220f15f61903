"""Graph files: each form to nodes and edges, and these to rows of ties."""
