"""How good is what a partner reports: rules that name cells, a score with its parts, a seeded draw. Pure."""
