"""Why a person got no seat, in plain French: what blocked, and the smallest change that would have given one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guichet.referentiels.queries import choix_regions
from inscriptions.horaires import decrire
from inscriptions.models import Formule, Mode
from inscriptions.placement.expliquer import Explication
from inscriptions.queries.compatibilite import Cours, Demande, Obstacle, obstacles
from inscriptions.queries.placement import Instantane

# What a person may change herself; her level and stream are not a choice.
MODIFIABLES = frozenset({Obstacle.HORAIRE, Obstacle.MODE, Obstacle.FORMULE, Obstacle.REGION, Obstacle.GARDE})
CHANGEMENTS_CITES = 3


class Contrainte(TextChoices):
    """What decided."""

    AUCUN_GROUPE = "aucun_groupe", gettext_lazy("Aucun cours ne convient")
    PLACES = "places", gettext_lazy("Places prises par des personnes servies avant")
    CHANGEMENT = "changement", gettext_lazy("La situation a changé depuis le calcul")


@dataclass(frozen=True, slots=True)
class Raison:
    """The rows of `NonPlacement`, less their keys."""

    contrainte: str
    explication: str
    changement: str
    details: dict[str, Any]


def raison_de(explication: Explication, classe: str, instantane: Instantane) -> Raison:
    """The words for one person of this class."""
    demande = instantane.demandes[classe]
    proches = _proches(demande, explication.types_suffisants, instantane)
    changements = [*_places(explication, instantane), *(_changement(demande, *proche) for proche in proches)]
    serre = explication.ensemble_serre
    bloque = serre is not None and bool(serre.types)
    return Raison(
        contrainte=Contrainte.PLACES if bloque else Contrainte.AUCUN_GROUPE,
        explication=_places_prises(serre.places) if serre and bloque else _aucun_cours(demande, instantane),
        changement="\n".join(list(dict.fromkeys(changements))[:CHANGEMENTS_CITES]),
        details={
            "rang": explication.rang + 1,
            "places": serre.places if serre else 0,
            "types": len(serre.types) if serre else 0,
            "places_de_plus": explication.places_de_plus.nombre if explication.places_de_plus else 0,
        },
    )


def decrire_cours(cours: Cours) -> str:
    """A course in one line: level, formula, mode, week, region."""
    region = "" if cours.mode == Mode.EN_LIGNE else dict(choix_regions()).get(cours.region, cours.region)
    niveau = str(cours.niveau) if cours.niveau == cours.niveau_max else f"{cours.niveau}-{cours.niveau_max}"
    morceaux = [
        _("niveau %(niveau)s") % {"niveau": niveau},
        str(Formule(cours.formule).label).lower(),
        str(Mode(cours.mode).label).lower(),
        decrire(cours.horaire),
        region,
    ]
    return ", ".join(morceau for morceau in morceaux if morceau)


def _places_prises(places: int) -> str:
    if not places:
        return _("Les cours qui conviennent n'ont plus aucune place.")
    return ngettext(
        "La place du cours qui convient revient à une personne servie avant.",
        "Les %(n)d places des cours qui conviennent reviennent à des personnes servies avant.",
        places,
    ) % {"n": places}


def _aucun_cours(demande: Demande, instantane: Instantane) -> str:
    """Name what stands in the way of the courses of this level."""
    au_niveau = [
        trouves
        for cours in instantane.cours.values()
        if not {Obstacle.NIVEAU, Obstacle.FILIERE} & set(trouves := obstacles(demande, cours))
    ]
    if not au_niveau:
        return _("Aucun cours de niveau %(niveau)d n'a de place dans cette session.") % {"niveau": demande.niveau}
    communs = set.intersection(*(set(trouves) for trouves in au_niveau))
    proche = min(au_niveau, key=len)
    genes = [str(o.label) for o in Obstacle if o in (communs or proche)]
    return _("Aucun cours ne convient aux choix faits. Ce qui bloque : %(obstacles)s.") % {
        "obstacles": ", ".join(genes)
    }


def _proches(
    demande: Demande, types: Iterable[str], instantane: Instantane
) -> list[tuple[Cours, tuple[Obstacle, ...]]]:
    """The courses with a seat within reach, those that ask the fewest changes first."""
    candidats = [(instantane.cours[t], obstacles(demande, instantane.cours[t])) for t in types]
    possibles = [(cours, trouves) for cours, trouves in candidats if trouves and set(trouves) <= MODIFIABLES]
    moindre = min((len(trouves) for _cours, trouves in possibles), default=0)
    retenus = {
        (decrire_cours(cours), trouves): (cours, trouves) for cours, trouves in possibles if len(trouves) == moindre
    }
    return [retenus[cle] for cle in sorted(retenus)][:CHANGEMENTS_CITES]


def _places(explication: Explication, instantane: Instantane) -> list[str]:
    ajout = explication.places_de_plus
    if ajout is None:
        return []
    texte = ngettext(
        "Il aurait suffi d'une place de plus. Cours : %(cours)s.",
        "Il aurait fallu %(n)d places de plus. Cours : %(cours)s.",
        ajout.nombre,
    )
    return [texte % {"n": ajout.nombre, "cours": decrire_cours(instantane.cours[ajout.type])}]


def _changement(demande: Demande, cours: Cours, trouves: tuple[Obstacle, ...]) -> str:
    """One change, or a few together, that would have opened this course."""
    gestes = [_geste(obstacle, demande, cours) for obstacle in trouves]
    return _("Une place aurait été possible %(condition)s. Cours : %(cours)s.") % {
        "condition": _(" et ").join(gestes),
        "cours": decrire_cours(cours),
    }


def _geste(obstacle: Obstacle, demande: Demande, cours: Cours) -> str:
    match obstacle:
        case Obstacle.HORAIRE:
            moments = decrire(cours.horaire - demande.disponibilites)
            return _("en étant libre aussi (%(moments)s)") % {"moments": moments}
        case Obstacle.MODE:
            return _("en acceptant un cours « %(mode)s »") % {"mode": str(Mode(cours.mode).label).lower()}
        case Obstacle.FORMULE:
            return _("en acceptant le %(formule)s") % {"formule": str(Formule(cours.formule).label).lower()}
        case Obstacle.REGION:
            return _("en allant dans une autre région (%(region)s)") % {
                "region": dict(choix_regions()).get(cours.region, cours.region)
            }
        case _:
            return _("sans garde d'enfants sur place")
