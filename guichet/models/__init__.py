"""What the portal keeps: one file per object."""

from guichet.models.referentiels import *  # noqa: F403
