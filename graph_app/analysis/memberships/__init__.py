"""What each membership gives, and what leaving or joining a network would change."""
