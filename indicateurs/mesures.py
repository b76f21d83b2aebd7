"""Figures of whole cohorts, and those that wait for data nobody collects yet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.mesure import responsables
from guichet.mesure.definition import Diffusion, Genre, Mesure, Sens, definir
from guichet.mesure.dimensions import COHORTE, ORGANISME

_ADMISSIONS = _("Cohortes d’admission importées, rapprochées des personnes inscrites")

definir(
    Mesure(
        "participation",
        1,
        _("Taux de participation"),
        _(
            "Personnes admises pendant la période, de 16 ans ou plus et qui ne déclaraient pas le français, qui ont "
            "commencé au moins un cours, sur toutes ces personnes."
        ),
        Genre.TAUX,
        "cohorte:commence",
        denominateur="cohorte:admise",
        source=_ADMISSIONS,
        responsable=responsables.MESURE,
        dimensions=COHORTE,
        sens=Sens.PLUS,
        calcul="cohortes",
        formule=_("Personnes admises qui ont commencé un cours ÷ personnes admises sans français"),
    ),
    Mesure(
        "non_participation",
        1,
        _("Non-participation"),
        _(
            "Personnes admises pendant la période, de 16 ans ou plus et qui ne déclaraient pas le français, qui n’ont "
            "commencé aucun cours : jamais jointes, jointes sans demande, sans place, ou jamais présentées."
        ),
        Genre.TAUX,
        "cohorte:sans_cours",
        denominateur="cohorte:admise",
        source=_ADMISSIONS,
        responsable=responsables.MESURE,
        dimensions=COHORTE,
        sens=Sens.MOINS,
        calcul="cohortes",
        formule=_("1 − taux de participation"),
    ),
    Mesure(
        "satisfaction",
        1,
        _("Satisfaction"),
        _("Note moyenne sur 10 donnée à la fin d’un cours; sous 7, une action immédiate est demandée."),
        Genre.RAPPORT,
        "sondage:note",
        denominateur="sondage:reponse",
        source=_("Sondages de fin de cours, vagues à échéance dans la période"),
        responsable=responsables.MESURE,
        dimensions=("region",),
        sens=Sens.PLUS,
        calcul="sondages",
        formule=_("Somme des notes ÷ réponses"),
    ),
    Mesure(
        "engagements_tenus",
        1,
        _("Engagements de concertation tenus"),
        _("Engagements des tables de concertation tenus à leur date, sur ceux dont la date tombe dans la période."),
        Genre.TAUX,
        "engagement:tenu",
        denominateur="engagement:echu",
        source=_("Concertation"),
        responsable=responsables.PARTENARIATS,
        dimensions=ORGANISME,
        diffusion=Diffusion.INTERNE,
        sens=Sens.PLUS,
        calcul="concertation",
        formule=_("Engagements tenus ÷ engagements échus"),
    ),
)
