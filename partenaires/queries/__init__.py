"""What can be asked of a partner's path."""
