"""The indicateurs application."""

from django.apps import AppConfig


class IndicateursConfig(AppConfig):
    name = "indicateurs"
    verbose_name = "Indicateurs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register cycles, figures, exports, what answers for those no event gives, what a synthetic province has."""
        from indicateurs import mesures, states, states_admissions  # noqa: F401
        from indicateurs.exports import communes  # noqa: F401 - registers what can be exported
        from indicateurs.peuplement import admissions, agregats
        from indicateurs.queries import survie, valeurs  # noqa: F401
        from indicateurs.queries.agregats import CalculateurAgregats
        from indicateurs.queries.participation import CalculateurCohortes
        from indicateurs.queries.valeurs import enregistrer
        from inscriptions.peuplement.suites import SUITES, Suite

        enregistrer("agregats", CalculateurAgregats())
        enregistrer("cohortes", CalculateurCohortes())
        for module in (admissions, agregats):
            suite = Suite(module.raconter, module.calculer)
            if suite not in SUITES:
                SUITES.append(suite)
