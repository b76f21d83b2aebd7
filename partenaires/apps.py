"""The partenaires application."""

from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "partenaires"
    verbose_name = "Partenaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let a synthetic province have its declarations of capacity."""
        from inscriptions.peuplement.suites import SUITES, Suite
        from partenaires import peuplement

        suite = Suite(peuplement.raconter, peuplement.calculer)
        if suite not in SUITES:
            SUITES.append(suite)
