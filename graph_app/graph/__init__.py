"""Tables to graph: build, filter, ego networks, projections, conversion."""
