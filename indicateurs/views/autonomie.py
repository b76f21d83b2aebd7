"""The path to autonomy: hours to the threshold by formula, and where the full-time offer is missing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.graphiques import Barres, Tuiles
from guichet.mesure.definition import MESURES
from guichet.referentiels.queries import choix_regions
from indicateurs.actions.agreger import dernier_calcul
from indicateurs.formulaires import FiltreForm
from indicateurs.policies import peut_lire_indicateurs
from indicateurs.queries import autonomie as lecture
from indicateurs.queries.valeurs import valeur


@require_safe
def autonomie(request: HttpRequest) -> HttpResponse:
    """How many hours lead to level 8, who reaches it, what is missing, hours given over hours needed."""
    if not peut_lire_indicateurs(request.acteur):  # type: ignore[attr-defined]
        raise PermissionDenied
    formulaire = FiltreForm({"periode": "24"} | request.GET.dict())
    filtre = formulaire.filtre(au=timezone.localdate())
    noms = {str(code): str(nom) for code, nom in choix_regions()}
    formules = lecture.par_formule(filtre)
    regions = lecture.par_region(filtre, noms)
    contexte = {
        "formulaire": formulaire,
        "filtre": filtre,
        "formules": formules,
        "regions": [(noms[ligne.region], ligne) for ligne in regions if ligne.a_lire],
        "carte": Tuiles(
            titre=_("Places à temps complet qui manquent, par région de résidence"),
            entetes=[_("Région"), _("Places manquantes")],
            valeurs={ligne.region: ligne.manque for ligne in regions},
            cle="manque",
        ),
        "heures": _heures(formules),
        "manque": sum(ligne.manque for ligne in regions),
        "attente": sum(ligne.attente for ligne in regions),
        "ecart": valeur(MESURES["ecart_heures"], filtre).valeur,
        "suivies": valeur(MESURES["heures_suivies"], filtre).valeur,
        "necessaires": lecture.heures_de_l_attente(filtre),
        "calcule_le": dernier_calcul(),
    }
    return render(request, "indicateurs/autonomie.html", contexte)


def _heures(formules: list[lecture.LigneFormule]) -> Barres | None:
    """Hours a beginner would need at the pace measured, by formula; None before any measure."""
    lignes = [(ligne.libelle, float(ligne.projection)) for ligne in formules if ligne.projection is not None]
    if not lignes:
        return None
    return Barres(
        titre=_("Heures pour mener un débutant au niveau 8, au rythme mesuré"),
        entetes=[_("Formule"), _("Heures")],
        lignes=lignes,
        format_valeur=lambda heures: _("%(n)s h") % {"n": f"{round(heures):,}".replace(",", "\u00a0")},
        cle="heures",
    )
