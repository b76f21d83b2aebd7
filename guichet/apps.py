"""The portal's application."""

from django.apps import AppConfig


class GuichetConfig(AppConfig):
    """Loads Celery and the checks of the deployment with Django."""

    name = "guichet"
    verbose_name = "Guichet"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from guichet import checks  # noqa: F401
        from guichet.celery import app  # noqa: F401
