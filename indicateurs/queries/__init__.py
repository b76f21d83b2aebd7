"""What can be asked of the roll-ups. Everything here reads aggregates only, through the analyst's login."""
