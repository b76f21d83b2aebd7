"""Settings of the stack a browser test runs: the real ones, messages kept as files, static files read in place."""

from guichet.settings.base import *  # noqa: F403
from guichet.settings.base import PORTAIL_VAR, RACINE, STORAGES

ALLOWED_HOSTS = ["localhost"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = PORTAIL_VAR / "courriels"
FOURNISSEUR_SMS = "guichet.avis.sms.SmsFichier"
STATIC_ROOT = RACINE / "static"
STATICFILES_DIRS = []
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
