"""The inscriptions application."""

from django.apps import AppConfig


class InscriptionsConfig(AppConfig):
    name = "inscriptions"
    verbose_name = "Inscriptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inscriptions import mesures, states, states_priorite, vitrine  # noqa: F401 - registers cycles, events, figures

        vitrine.declarer_preuves()
