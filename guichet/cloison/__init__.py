"""Tenancy: the scope of a transaction, and the row-level security that enforces it."""

from guichet.cloison.portee import Portee, portee, poser

__all__ = ["Portee", "portee", "poser"]
