"""The synthetic province: a believable, seeded population and its paths, loaded by COPY. Nobody in it exists."""
