"""The partenaires application."""

from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "partenaires"
    verbose_name = "Partenaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register figures; let a synthetic province have its declarations of capacity and its ententes."""
        from inscriptions.peuplement.suites import SUITES, Suite
        from partenaires import mesures, mesures_gestion  # noqa: F401
        from partenaires.peuplement import calculs, capacite, ententes

        for suite in (Suite(capacite.raconter, capacite.calculer), Suite(ententes.raconter, calculs.calculer)):
            if suite not in SUITES:
                SUITES.append(suite)
