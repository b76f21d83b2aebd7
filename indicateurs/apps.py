"""The indicateurs application."""

from django.apps import AppConfig


class IndicateursConfig(AppConfig):
    name = "indicateurs"
    verbose_name = "Indicateurs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register cycles, figures, exports, what answers for those no event gives, what a synthetic province has."""
        from indicateurs import (  # noqa: F401
            courriels_sondages,
            mesures,
            origines,
            states,
            states_admissions,
            states_amelioration,
            states_groupes,
            states_sondages,
        )
        from indicateurs.exports import communes  # noqa: F401 - registers what can be exported
        from indicateurs.peuplement import admissions, agregats, faits, groupes_temoins, pilotage, sondages
        from indicateurs.queries import jamais_jointes, survie, valeurs  # noqa: F401
        from indicateurs.queries.agregats import CalculateurAgregats
        from indicateurs.queries.concertation import CalculateurConcertation
        from indicateurs.queries.participation import CalculateurCohortes
        from indicateurs.queries.satisfaction import CalculateurSondages
        from indicateurs.queries.valeurs import enregistrer
        from inscriptions.peuplement.suites import SUITES, Suite

        enregistrer("agregats", CalculateurAgregats())
        enregistrer("cohortes", CalculateurCohortes())
        enregistrer("sondages", CalculateurSondages())
        enregistrer("concertation", CalculateurConcertation())
        for module in (admissions, faits, sondages, groupes_temoins, agregats, pilotage):
            suite = Suite(module.raconter, module.calculer, module in (agregats, pilotage))
            if suite not in SUITES:
                SUITES.append(suite)
