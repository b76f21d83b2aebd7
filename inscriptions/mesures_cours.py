"""What classes give: hours, attendance, seats, groups, requests answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.mesure import responsables
from guichet.mesure.definition import Diffusion, Genre, Mesure, Sens, definir
from guichet.mesure.dimensions import DEMANDE, GROUPE, PLACE

_PRESENCES = _("Présences prises en classe")
_GROUPES = _("Groupes et places du portail")

definir(
    Mesure(
        "heures_suivies",
        1,
        _("Heures de cours suivies"),
        _("Heures de séances tenues auxquelles une personne était présente, à l’heure ou en retard."),
        Genre.COMPTE,
        "presence:venue",
        unite=_("heures"),
        source=_PRESENCES,
        responsable=responsables.PEDAGOGIE,
        dimensions=PLACE,
        sens=Sens.PLUS,
        calcul="agregats",
        formule=_("Somme des heures de séance où la personne est venue"),
    ),
    Mesure(
        "assiduite",
        1,
        _("Assiduité"),
        _("Heures suivies sur les heures prévues des séances tenues; une personne transférée n’est plus attendue."),
        Genre.TAUX,
        "presence:venue",
        denominateur="presence:prevue",
        source=_PRESENCES,
        responsable=responsables.PEDAGOGIE,
        dimensions=PLACE,
        sens=Sens.PLUS,
        calcul="agregats",
        formule=_("Heures suivies ÷ heures prévues"),
    ),
    Mesure(
        "absence",
        1,
        _("Absence"),
        _("Heures manquées, avec ou sans motif, sur les heures prévues des séances tenues dont l’appel est fait."),
        Genre.TAUX,
        "presence:absente",
        denominateur="presence:prevue",
        source=_PRESENCES,
        responsable=responsables.PEDAGOGIE,
        dimensions=PLACE,
        diffusion=Diffusion.ORGANISMES,
        sens=Sens.MOINS,
        calcul="agregats",
        formule=_("Heures manquées ÷ heures prévues"),
    ),
    Mesure(
        "ecart_heures",
        1,
        _("Heures données sur heures nécessaires"),
        _(
            "Heures suivies pendant la période, sur les heures qu’il faut aux personnes évaluées pendant la période "
            "pour terminer le niveau 8 : niveaux qui manquent à l’oral × les heures par niveau de la formule préférée."
        ),
        Genre.TAUX,
        "presence:venue",
        denominateur="evaluation:heures_necessaires",
        source=_("Présences, évaluations de classement, heures par niveau datées"),
        responsable=responsables.PEDAGOGIE,
        dimensions=DEMANDE,
        sens=Sens.PLUS,
        calcul="agregats",
        formule=_("Heures suivies ÷ Σ (niveau 8 − niveau oral le plus faible) × heures par niveau"),
    ),
    Mesure(
        "occupation_places",
        1,
        _("Places occupées"),
        _("Personnes qui ont commencé dans les groupes ouverts pendant la période, sur les places de ces groupes."),
        Genre.TAUX,
        "place:commencee",
        denominateur="groupe:capacite",
        source=_GROUPES,
        responsable=responsables.PLACEMENT,
        dimensions=GROUPE,
        sens=Sens.PLUS,
        calcul="agregats",
        formule=_("Personnes qui ont commencé ÷ places des groupes ouverts"),
    ),
    Mesure(
        "groupes_ouverts",
        1,
        _("Groupes ouverts sur groupes annoncés"),
        _("Groupes qui ont commencé, sur ceux qui étaient annoncés et dont le premier jour tombe dans la période."),
        Genre.TAUX,
        "groupe:commence",
        denominateur="groupe:annonce",
        source=_GROUPES,
        responsable=responsables.PLACEMENT,
        dimensions=GROUPE,
        sens=Sens.PLUS,
        calcul="agregats",
        formule=_("Groupes commencés ÷ groupes annoncés"),
    ),
    Mesure(
        "couverture_demandes",
        1,
        _("Couverture des demandes"),
        _("Demandes reçues pendant la période qui ont mené à un cours commencé ou à une place confirmée."),
        Genre.TAUX,
        "place:obtenue",
        denominateur="demande",
        source=_("Demandes et places du portail"),
        responsable=responsables.PLACEMENT,
        dimensions=DEMANDE,
        sens=Sens.PLUS,
        calcul="agregats",
        formule=_("(Cours commencés + places confirmées) ÷ demandes reçues"),
    ),
)
