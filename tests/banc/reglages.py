"""Settings of the live processes: those of the tests, with a real queue and messages kept as files."""

from guichet.settings.base import PORTAIL_VAR, env
from guichet.settings.test import *  # noqa: F403
from guichet.settings.test import STORAGES as _STORAGES

CELERY_TASK_ALWAYS_EAGER = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = PORTAIL_VAR / "courriels"
FOURNISSEUR_SMS = "guichet.avis.sms.SmsFichier"
STORAGES = _STORAGES | {
    "prive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PORTAIL_VAR / "prive"), "base_url": None},
    }
}
PANNES = env("PANNES", default="")
