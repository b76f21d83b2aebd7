"""What can be asked of the path, one file per object."""
