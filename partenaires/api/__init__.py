"""What a program of an organisation may send."""
