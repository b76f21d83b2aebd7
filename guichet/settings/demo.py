"""The demonstration: embedded servers, synthetic province, one-click sign-in at /demo/."""

from guichet.settings.base import *  # noqa: F403
from guichet.settings.base import PORTAIL_VAR, env

DEMO = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
ROOT_URLCONF = "guichet.demo.urls_racine"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = PORTAIL_VAR / "courriels"
FOURNISSEUR_SMS = "guichet.avis.sms.SmsFichier"
