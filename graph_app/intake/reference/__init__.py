"""Public ties of the world's cities, read-only beside the office's own tables."""
