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
from inscriptions.queries.compatibilite import Cours, Demande, Obstacle, obstacles

# What a person may change herself; her level and stream are not a choice.
MODIFIABLES = frozenset({Obstacle.HORAIRE, Obstacle.MODE, Obstacle.FORMULE, Obstacle.REGION, Obstacle.GARDE})
CHANGEMENTS_CITES = 3


class Contrainte(TextChoices):
    """What decided."""

    AUCUN_GROUPE = "aucun_groupe", gettext_lazy("Aucun cours ne convient")
    PLACES = "places", gettext_lazy("Places prises par des personnes servies avant")
    CHANGEMENT = "changement", gettext_lazy("La situation a changé depuis le calcul")
    PREMIER_CHOIX = "premier_choix", gettext_lazy("Une place, mais pas au premier choix")


@dataclass(frozen=True, slots=True)
class Raison:
    """The rows of `NonPlacement`, less their keys."""

    contrainte: str
    explication: str
    changement: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reponse:
    """What the engine answers for one person, in the network's own numbers."""

    rang: int
    acceptes: tuple[str, ...]
    places: int
    ajout: tuple[str, int] | None = None
    suffisants: tuple[str, ...] = ()
    seuls_suffisants: bool = False
    avant_le: str = ""


def constat(places: int | None, niveau: int, a_son_niveau: bool) -> tuple[str, str]:
    """The constraint and its words, the same for all who are alike; `places`: of the courses that suit, if any."""
    if places is not None:
        return Contrainte.PLACES, _places_prises(places)
    if not a_son_niveau:
        return Contrainte.AUCUN_GROUPE, _rien_a_ce_niveau(niveau)
    return Contrainte.AUCUN_GROUPE, _("Aucun cours ne convient aux choix faits.")


def raison_sans_place(demande: Demande, reponse: Reponse, cours: dict[str, Cours]) -> Raison:
    """Why no seat: what blocked, and the few changes that would have been enough."""
    proches = _proches(demande, reponse.suffisants, cours)
    changements = [*_places(reponse, cours), *(_changement(demande, *proche) for proche in proches)]
    if reponse.avant_le:
        texte = _("Une place aurait été possible avec un dossier complet avant le %(date)s.")
        changements.append(texte % {"date": reponse.avant_le})
    bloque = bool(reponse.acceptes)
    return Raison(
        contrainte=Contrainte.PLACES if bloque else Contrainte.AUCUN_GROUPE,
        explication=_places_prises(reponse.places) if bloque else _aucun_cours(demande, cours),
        changement="\n".join(list(dict.fromkeys(changements))[:CHANGEMENTS_CITES]),
        details={"rang": reponse.rang + 1, "places": reponse.places, "types": len(reponse.acceptes)},
    )


def raison_du_choix(reponse: Reponse, cours: dict[str, Cours]) -> Raison:
    """Why this seat and not a better choice."""
    noms = list(dict.fromkeys(decrire_cours(cours[nom]) for nom in reponse.acceptes))[:CHANGEMENTS_CITES]
    if reponse.seuls_suffisants:
        explication = _(
            "Les places de vos premiers choix vont à des personnes qui avaient moins d’autres possibilités. "
            "Comme votre autre choix était possible, plus de personnes ont une place."
        )
        changements = [_("En demandant seulement vos premiers choix, vous auriez eu une de ces places.")]
    else:
        explication = ngettext(
            "La place de votre premier choix revient à une personne servie avant vous.",
            "Les %(n)d places de vos premiers choix reviennent à des personnes servies avant vous.",
            reponse.places,
        ) % {"n": reponse.places}
        changements = [_("Demander seulement vos premiers choix n’aurait pas suffi.")]
        if reponse.avant_le:
            texte = _("Il aurait fallu aussi un dossier complet avant le %(date)s.")
            changements.append(texte % {"date": reponse.avant_le})
        changements += [_("Ou bien : %(places)s") % {"places": texte} for texte in _places(reponse, cours)]
    return Raison(
        contrainte=Contrainte.PREMIER_CHOIX,
        explication=explication,
        changement="\n".join(changements),
        details={"rang": reponse.rang + 1, "places": reponse.places, "meilleurs": noms},
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
        return _("Les cours qui conviennent n’ont plus aucune place.")
    return ngettext(
        "La place du cours qui convient revient à une personne servie avant.",
        "Les %(n)d places des cours qui conviennent reviennent à des personnes servies avant.",
        places,
    ) % {"n": places}


def _rien_a_ce_niveau(niveau: int) -> str:
    return _("Aucun cours de niveau %(niveau)d n’a de place dans cette session.") % {"niveau": niveau}


def _aucun_cours(demande: Demande, cours: dict[str, Cours]) -> str:
    """Name what stands in the way of the courses of this level."""
    au_niveau = [
        trouves
        for un_cours in cours.values()
        if not {Obstacle.NIVEAU, Obstacle.FILIERE} & set(trouves := obstacles(demande, un_cours))
    ]
    if not au_niveau:
        return _rien_a_ce_niveau(demande.niveau)
    communs = set.intersection(*(set(trouves) for trouves in au_niveau))
    proche = min(au_niveau, key=len)
    genes = [str(o.label) for o in Obstacle if o in (communs or proche)]
    return _("Aucun cours ne convient aux choix faits. Ce qui bloque : %(obstacles)s.") % {
        "obstacles": ", ".join(genes)
    }


def _proches(
    demande: Demande, types: Iterable[str], cours: dict[str, Cours]
) -> list[tuple[Cours, tuple[Obstacle, ...]]]:
    """The courses with a seat within reach, those that ask the fewest changes first."""
    candidats = [(cours[t], obstacles(demande, cours[t])) for t in types]
    possibles = [(un_cours, trouves) for un_cours, trouves in candidats if trouves and set(trouves) <= MODIFIABLES]
    moindre = min((len(trouves) for _cours, trouves in possibles), default=0)
    retenus = {
        (decrire_cours(un_cours), trouves): (un_cours, trouves)
        for un_cours, trouves in possibles
        if len(trouves) == moindre
    }
    return [retenus[cle] for cle in sorted(retenus)][:CHANGEMENTS_CITES]


def _places(reponse: Reponse, cours: dict[str, Cours]) -> list[str]:
    if reponse.ajout is None:
        return []
    nom, nombre = reponse.ajout
    texte = ngettext(
        "Il aurait suffi d’une place de plus. Cours : %(cours)s.",
        "Il aurait fallu %(n)d places de plus. Cours : %(cours)s.",
        nombre,
    )
    return [texte % {"n": nombre, "cours": decrire_cours(cours[nom])}]


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
            return _("sans garde d’enfants sur place")
