"""The partenaires application."""

from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "partenaires"
    verbose_name = "Partenaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register figures, kinds of origin, and what a synthetic province has of capacity, ententes and listening."""
        from inscriptions.peuplement.suites import SUITES, Suite
        from partenaires import mesures, mesures_gestion, origines  # noqa: F401
        from partenaires.peuplement import besoins, calculs, capacite, concertation, ententes

        modules = ((capacite, capacite), (ententes, calculs), (concertation, concertation), (besoins, besoins))
        for suite in (Suite(un.raconter, autre.calculer) for un, autre in modules):
            if suite not in SUITES:
                SUITES.append(suite)
