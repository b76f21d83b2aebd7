"""The indicateurs application."""

from django.apps import AppConfig


class IndicateursConfig(AppConfig):
    name = "indicateurs"
    verbose_name = "Indicateurs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from indicateurs import states  # noqa: F401 - registers the life cycle
        from indicateurs.queries import survie, valeurs  # noqa: F401 - register what answers for definitions
