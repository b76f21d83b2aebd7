"""Who may be who: candidates found by their keys, scored; the pairs an adviser must look at."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from guichet.referentiels.parametres import parametre
from indicateurs.queries import rapprochements_sql as sql
from indicateurs.rapprochement.cles import reperes
from indicateurs.rapprochement.score import Identite, ressemblance


@dataclass(frozen=True, slots=True)
class Individu:
    """An admitted or a registered person, as linkage sees her."""

    id: uuid.UUID
    prenom: str
    nom: str
    naissance: date | None
    identifiant: str
    # Code of the region of a registered person, population of an admitted one.
    ou: str = ""

    @property
    def identite(self) -> Identite:
        """What is compared."""
        return Identite.de(self.prenom, self.nom, self.naissance)

    def cles(self) -> dict[int, bool]:
        """What she may be found by, and whether it is enough alone."""
        return reperes(self.prenom, self.nom, self.naissance, secret=settings.PORTAIL_CLE_INDEX.encode()[:64])


@dataclass(frozen=True, slots=True)
class Candidat:
    """Someone who may be the one asked about."""

    individu: Individu
    score: float
    meme_identifiant: bool
    autre_identifiant: bool


@dataclass(frozen=True, slots=True)
class Seuils:
    """The dated thresholds of linkage."""

    certain: float
    doute: float
    ecart: float
    identifiant: float

    @classmethod
    def du(cls, jour: date) -> Seuils:
        """Those in force on this day."""
        noms = ("seuil_certain", "seuil_doute", "ecart", "seuil_identifiant")
        return cls(*(float(parametre(f"rapprochement_{nom}", au=jour)) for nom in noms))


def personnes_candidates(demandes: Sequence[Individu], *, plancher: float = 0.0) -> list[list[Candidat]]:
    """For each admitted person, the registered ones that may be her, the most alike first.

    Those less alike than `plancher` are left out, unless they bear the same identifier.
    """
    return _chercher(sql.CANDIDATES, demandes, plancher)


def admises_candidates(demandes: Sequence[Individu], *, plancher: float = 0.0) -> list[list[Candidat]]:
    """For each registered person, the admitted ones that may be her, the most alike first; see `plancher` above."""
    return _chercher(sql.ADMISES_CANDIDATES, demandes, plancher)


def _chercher(ordre: str, demandes: Sequence[Individu], plancher: float) -> list[list[Candidat]]:
    paires = [(rang, *repere) for rang, demande in enumerate(demandes) for repere in demande.cles().items()]
    identifies = [(rang, demande.identifiant) for rang, demande in enumerate(demandes) if demande.identifiant]
    valeurs: dict[str, Any] = {
        "rangs": [rang for rang, _cle, _suffit in paires],
        "cles": [cle for _rang, cle, _suffit in paires],
        "suffisent": [suffit for _rang, _cle, suffit in paires],
        "rangs_identifiants": [rang for rang, _identifiant in identifies],
        "identifiants": [identifiant for _rang, identifiant in identifies],
    }
    trouves: list[list[Candidat]] = [[] for _ in demandes]
    identites = [demande.identite for demande in demandes]
    with connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)
        # Hundreds may share a date: only those that look alike become candidates.
        for rang, ident, prenom, nom, naissance, identifiant, ou in curseur.fetchall():
            connus = bool(identifiant and demandes[rang].identifiant)
            meme = connus and demandes[rang].identifiant == identifiant
            score = ressemblance(identites[rang], Identite.de(prenom, nom, naissance))
            if meme or score >= plancher:
                individu = Individu(ident, prenom, nom, naissance, identifiant, ou or "")
                trouves[rang].append(Candidat(individu, score, meme, connus and not meme))
    for candidats in trouves:
        candidats.sort(key=lambda c: (-c.meme_identifiant, -c.score, str(c.individu.id)))
    return trouves


@dataclass(frozen=True, slots=True)
class Voulu:
    """A pair to keep: certain, or to be looked at by someone."""

    personne: Individu
    certain: bool
    score: Decimal
    methode: str


def choisir(
    admise: Individu, candidats: Sequence[Candidat], rivales: Sequence[Candidat], seuils: Seuils
) -> list[Voulu]:
    """What to do of the candidates of an admission; `rivales`: the other admissions like the best candidate.

    Certain: the same identifier or all but the same name and date, and nobody else close, on either side. Two different
    official identifiers are two persons, unless everything else is the same: then someone looks.
    """
    dignes = [c for c in candidats if _retenu(c, seuils)][:3]
    if not dignes:
        return []
    premier = dignes[0]
    sur = premier.meme_identifiant and premier.score >= seuils.identifiant
    sur = sur or (premier.score >= seuils.certain and not premier.autre_identifiant)
    proches = [c for c in dignes[1:] if _menace(c, premier, seuils)]
    memes = [c for c in rivales if c.individu.id != admise.id and c.individu.ou == admise.ou]
    proches += [c for c in memes if _menace(c, premier, seuils)]
    if sur and not proches:
        return [_voulu(premier, True)]
    return [_voulu(c, False) for c in dignes]


def _retenu(c: Candidat, seuils: Seuils) -> bool:
    if c.meme_identifiant:
        return True
    return c.score >= (seuils.certain if c.autre_identifiant else seuils.doute)


def _menace(c: Candidat, premier: Candidat, seuils: Seuils) -> bool:
    """True when this other one leaves a doubt: the same identifier, or nearly as alike without one that tells apart."""
    if c.meme_identifiant:
        return True
    if premier.meme_identifiant or c.autre_identifiant:
        return False
    return c.score >= max(seuils.doute, premier.score - seuils.ecart)


def _voulu(c: Candidat, certain: bool) -> Voulu:
    methode = "identifiant" if c.meme_identifiant else "nom_et_date"
    return Voulu(c.individu, certain, Decimal(f"{min(c.score, 1):.3f}"), methode)
