"""What surrounds every screen: front door, frame, who is there, which facts are shown."""
