"""Measures of a graph: centralities and communities, exact or sampled."""
