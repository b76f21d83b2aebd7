"""What the indicators add to a synthetic province."""
