"""The inscriptions application."""

from django.apps import AppConfig


class InscriptionsConfig(AppConfig):
    name = "inscriptions"
    verbose_name = "Inscriptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Imported for what they register: life cycles, events, figures, the words of messages.
        from inscriptions import courriels_offres, mesures, states, states_priorite, vitrine  # noqa: F401

        vitrine.declarer_preuves()
