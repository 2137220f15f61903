"""What a person sees: styles, pictures, the graph component, charts and maps."""
