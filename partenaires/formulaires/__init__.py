"""What partners type and what readers choose."""
