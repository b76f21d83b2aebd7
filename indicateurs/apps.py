"""The indicateurs application."""

from django.apps import AppConfig


class IndicateursConfig(AppConfig):
    name = "indicateurs"
    verbose_name = "Indicateurs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register life cycles, figures, and what answers for those no event gives."""
        from indicateurs import mesures, peuplement, states, states_admissions  # noqa: F401
        from indicateurs.queries import survie, valeurs  # noqa: F401
        from indicateurs.queries.agregats import CalculateurAgregats
        from indicateurs.queries.valeurs import enregistrer
        from inscriptions.peuplement.suites import SUITES, Suite

        enregistrer("agregats", CalculateurAgregats())
        suite = Suite(peuplement.raconter, peuplement.calculer)
        if suite not in SUITES:
            SUITES.append(suite)
