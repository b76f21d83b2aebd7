"""The placement engine: dataclasses in, result and certificate out; no framework, no database."""
