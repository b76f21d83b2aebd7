"""The same stack as the demonstration shows it: with /demo/ and its accounts."""

from guichet.settings.demo import *  # noqa: F403
from tests.parcours.reglages import STATIC_ROOT, STATICFILES_DIRS, STORAGES, WHITENOISE_USE_FINDERS  # noqa: F401
