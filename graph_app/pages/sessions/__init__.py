"""Who is behind each open page, for as long as it is open."""
