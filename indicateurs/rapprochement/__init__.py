"""Is this admitted person one of ours? Names made alike, keys to find by, a score to judge by. Pure."""
