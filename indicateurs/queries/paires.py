"""What an adviser compares: the two persons of a pair, line by line, and what was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guichet.cycle import CYCLES
from guichet.models import Journal, Langue, Pays, Region
from guichet.models.personne import Sexe
from guichet.referentiels.formats import formater_date
from indicateurs.models import Rapprochement
from indicateurs.rapprochement.noms import alleger


@dataclass(frozen=True, slots=True)
class Comparaison:
    """One line: what is compared, what each says, whether they agree (None: one of them says nothing)."""

    libelle: str
    admise: str
    personne: str
    accord: bool | None


def cote_a_cote(paire: Rapprochement) -> list[Comparaison]:
    """The two persons, line by line."""
    a, p = paire.admise, paire.personne
    lignes = [
        (_("Prénom"), a.prenom, p.prenom),
        (_("Nom de famille"), a.nom, p.nom),
        (_("Date de naissance"), _date(a.date_naissance), _date(p.date_naissance)),
        (_("Sexe"), _sexe(a.sexe), _sexe(p.sexe)),
        (_("Pays de naissance"), _nom(Pays, a.pays_id), _nom(Pays, p.pays_naissance_id)),
        (_("Langue maternelle"), _nom(Langue, a.langue_id), _nom(Langue, p.langue_maternelle_id)),
        (_("Région"), _nom(Region, a.region_id), _nom(Region, p.region_id)),
        (_("Identifiant d’immigration"), _fin(a.identifiant), _fin(p.iuc)),
    ]
    comparaisons = [Comparaison(str(nom), x, y, _accord(x, y)) for nom, x, y in lignes]
    # The end of an identifier is shown, the whole of it is compared.
    derniere = comparaisons[-1]
    if derniere.accord is not None:
        memes = a.identifiant_index == p.iuc_index
        comparaisons[-1] = Comparaison(derniere.libelle, derniere.admise, derniere.personne, memes)
    return comparaisons


def _accord(x: str, y: str) -> bool | None:
    return None if not x or not y else alleger(x) == alleger(y)


def _date(jour: Any) -> str:
    return formater_date(jour) if jour else ""


def _sexe(code: str) -> str:
    return str(Sexe(code).label) if code else ""


def _nom(modele: Any, code: str | None) -> str:
    return modele.objects.get(pk=code).nom if code else ""


def _fin(identifiant: str) -> str:
    return f"…{identifiant[-4:]}" if identifiant else ""


def histoire(paire: Rapprochement) -> list[dict[str, Any]]:
    """What was decided of the pair, the oldest first."""
    cycle = CYCLES["rapprochement"]
    return [
        {
            "le": ligne.le,
            "titre": _("Paire trouvée") if ligne.pas == "ouvrir" else str(cycle[ligne.pas].passe),
            "par": ligne.acteur_libelle or ligne.get_acteur_role_display(),
            "motif": ligne.motif,
        }
        for ligne in Journal.objects.de_l_objet(paire)
    ]
