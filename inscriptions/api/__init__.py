"""What a program may ask about groups."""
