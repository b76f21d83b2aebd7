"""Settings every environment shares; each value a deployment chooses comes from the environment."""

from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONCE
from redis.backoff import NoBackoff
from redis.retry import Retry

from guichet.settings.valkey import adresse

env = environ.Env()
RACINE = Path(__file__).resolve().parents[2]
PORTAIL_VAR = Path(env("PORTAIL_VAR", default=str(RACINE / "var")))
PORTAIL_URL = env("PORTAIL_URL", default="http://localhost:8000").rstrip("/")

SECRET_KEY = env("SECRET_KEY")
# Key ring of encrypted identifiers: the first key writes, all read. Independent of SECRET_KEY.
PORTAIL_CLES = env.list("PORTAIL_CLES")
PORTAIL_CLE_INDEX = env("PORTAIL_CLE_INDEX")

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
ROOT_URLCONF = "guichet.urls"
WSGI_APPLICATION = "guichet.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "Francisation, guichet unifié"

INSTALLED_APPS = [
    "guichet",
    "inscriptions",
    "partenaires",
    "indicateurs",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "pghistory",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guichet.middleware.requete.NumeroDeRequete",
    "guichet.middleware.csp.PolitiqueDuNavigateur",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "guichet.middleware.langue.LangueChoisie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "guichet.middleware.pages_publiques.PagesPubliques",
    "guichet.middleware.connexion.CompteDeLaSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "guichet.middleware.acteur.ActeurEtPortee",
    "guichet.middleware.acces.ConnexionExigee",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "guichet.contexte.portail",
            ],
        },
    }
]
FORM_RENDERER = "guichet.formulaires.RenduPortail"

# --- Database -------------------------------------------------------------------------------------------------------
# One login per persona: this process has only its own (design.md §5).
_COMMUN = {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
    "OPTIONS": {
        "options": "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s",
    },
}


def _base(variable: str) -> dict:
    """The connection a URL names; a socket folder comes as `?host=/…` or percent-encoded, as libpq writes them."""
    lue = env.db_url(variable)
    hote = lue.pop("OPTIONS", {}).get("host") or unquote(lue["HOST"])
    return lue | _COMMUN | {"HOST": hote, "ENGINE": "guichet.bd"}


DATABASES = {"default": _base("DATABASE_URL")}
if env("DATABASE_URL_ANALYSTE", default=""):
    DATABASES["analyste"] = _base("DATABASE_URL_ANALYSTE")

# Scenarios are computed under a login of their own (indicateurs/role_scenario.py), outside Django's connections.
BASE_SCENARIO = _base("DATABASE_URL_SCENARIO") if env("DATABASE_URL_SCENARIO", default="") else None

# --- Cache, sessions, queue -----------------------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL")

CACHES = {
    "default": {
        "BACKEND": "guichet.cache.CacheTolerant",
        "LOCATION": env("CACHE_URL", default="") or adresse(REDIS_URL, 1, courtier=False),
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
    }
}
SESSION_ENGINE = "guichet.comptes.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "guichet.views.erreurs.csrf"

CELERY_BROKER_URL = adresse(REDIS_URL, 0, courtier=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "courriels"
CELERY_TASK_ROUTES = ("guichet.celery.acheminer",)
# A page never waits for the broker: one short try, then the routines find the work. Workers are patient (celery.py).
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "America/Toronto"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Accounts -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "guichet.Utilisateur"
AUTHENTICATION_BACKENDS = ["guichet.comptes.authentification.ComptesActifs"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/espace/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "guichet.comptes.adaptateurs.AdaptateurComptes"
MFA_ADAPTER = "guichet.comptes.adaptateurs.AdaptateurAmf"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# The password is optional: without one, sign-in is by e-mail code.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "telephone_bureau"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "login": "guichet.comptes.formulaires.Connexion",
    "signup": "guichet.comptes.formulaires.CreationDeCompte",
    "request_login_code": "guichet.comptes.formulaires.DemandeDeCode",
    "confirm_login_code": "guichet.comptes.formulaires.CodeDeConnexion",
    "confirm_email_verification_code": "guichet.comptes.formulaires.CodeDeCourriel",
    "confirm_password_reset_code": "guichet.comptes.formulaires.CodeDeMotDePasse",
    "change_email": "guichet.comptes.formulaires.ChangementDeCourriel",
    "add_email": "guichet.comptes.formulaires.AjoutDeCourriel",
    "change_password": "guichet.comptes.formulaires.ChangementDeMotDePasse",
    "set_password": "guichet.comptes.formulaires.ChoixDeMotDePasse",
    "reset_password": "guichet.comptes.formulaires.OubliDeMotDePasse",
    "reset_password_from_key": "guichet.comptes.formulaires.NouveauMotDePasse",
    "reauthenticate": "guichet.comptes.formulaires.Reconnexion",
}
MFA_FORMS = {
    "authenticate": "guichet.comptes.formulaires.CodeSecondFacteur",
    "reauthenticate": "guichet.comptes.formulaires.ReconnexionSecondFacteur",
    "activate_totp": "guichet.comptes.formulaires.ActivationApplication",
    "add_webauthn": "guichet.comptes.formulaires.AjoutDeCle",
    "edit_webauthn": "guichet.comptes.formulaires.NomDeCle",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXYS_DE_CONFIANCE", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME

# --- API ------------------------------------------------------------------------------------------------------------
# Neither library is an installed app: no browsable pages, no static files, no tables (docs/decisions/0010).
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["partenaires.api.authentification.CleDOrganisme"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["guichet.api.limites.LimiteParCle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["guichet.api.corps.CorpsJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "guichet.api.corps.ToujoursJson",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "guichet.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "guichet.api.schema.Schema",
    "EXCEPTION_HANDLER": "guichet.api.erreurs.repondre",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} : API",
    "DESCRIPTION": "Ce que le système d’un organisme ou d’un autre ministère envoie au portail et y lit.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "SERVERS": [{"url": PORTAIL_URL}],
}

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français"), ("en", "English"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [RACINE / "locale"]
TIME_ZONE = "America/Toronto"
USE_I18N = True
USE_TZ = True
# French formats stand whatever the language: dates and amounts are shown by guichet.templatetags.quebec.
USE_THOUSAND_SEPARATOR = False

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/statique/"
STATIC_ROOT = PORTAIL_VAR / "statique"
STATICFILES_DIRS = [RACINE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    "prive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PORTAIL_VAR / "prive"), "base_url": None},
    },
}
MEDIA_ROOT = PORTAIL_VAR / "media"

# Who puts signatures in files, and where the local one keeps its test certificate.
SIGNATURE_FOURNISSEUR = env("SIGNATURE_FOURNISSEUR", default="partenaires.signatures.local.FournisseurLocal")
SIGNATURE_DOSSIER = PORTAIL_VAR / "signature"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Address of a ClamAV daemon (host:port or socket path); empty: structural checks only.
ANALYSEUR_CLAMD = env("ANALYSEUR_CLAMD", default="")

# --- Messages -------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env("COURRIEL_EXPEDITEUR", default="ne-pas-repondre@guichet.example")
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
FOURNISSEUR_SMS = env("FOURNISSEUR_SMS", default="guichet.avis.sms.SmsConsole")

# --- Browser policy -------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'", NONCE],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    nom: [] for nom in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Only settings.demo turns this on; production refuses it (guichet.checks).
DEMO = False
# Only the proofs name a folder here (guichet.pannes); production refuses it too.
PANNES = ""

from guichet.settings.journaux import LOGGING  # noqa: E402, F401
