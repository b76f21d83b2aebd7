"""Every task of the portal, run again and run twice at once."""
