"""Numbers and reasons: measures, communities, layouts, summaries."""
