"""The inscriptions application."""

from django.apps import AppConfig


class InscriptionsConfig(AppConfig):
    name = "inscriptions"
    verbose_name = "Inscriptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Imported for what they register: life cycles, events, figures, the words of messages.
        from inscriptions import (  # noqa: F401
            courriels_offres,
            courriels_relances,
            mesures,
            mesures_cours,
            mesures_parcours,
            states,
            states_priorite,
            vitrine,
        )

        vitrine.declarer_preuves()
