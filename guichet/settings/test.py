"""The test suite: same engine as production, fast hashing, messages kept in memory."""

from guichet.settings.base import *  # noqa: F403
from guichet.settings.base import DATABASES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
FOURNISSEUR_SMS = "guichet.avis.sms.SmsMemoire"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "prive": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Tests run in one transaction: a second connection would not see it. The analyst's login has its own proof.
DATABASES.pop("analyste", None)
