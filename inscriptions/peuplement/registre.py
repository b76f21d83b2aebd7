"""Objects that live through their life cycle: each step is checked against its table and leaves its journal row."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from guichet.acteurs import Role
from guichet.cycle import CYCLES, Transition
from guichet.models import Journal
from inscriptions import states  # noqa: F401 - fills CYCLES
from inscriptions.peuplement.lignes import Lot

_VERSION_4 = 0x4 << 76
_HORS_VERSION = (1 << 128) - 1 ^ (0xF << 76)
PAS: dict[tuple[str, str], Transition] = {}


class Auteur(NamedTuple):
    """Who takes a step: role, account and name kept in the journal."""

    role: Role
    compte: int | None
    libelle: str


PORTAIL = Auteur(Role.SYSTEME, None, "Portail")


class PasImpossible(Exception):
    """The life cycle does not allow what was about to be told."""


def identifiant(hasard: Random) -> str:
    """A UUID drawn from the seed."""
    return f"{hasard.getrandbits(128) & _HORS_VERSION | _VERSION_4:032x}"


class Objet:
    """One object in its life cycle and the dimensions its journal rows carry."""

    __slots__ = ("_etat", "cycle", "depuis", "formule", "id", "niveau", "organisation", "personne", "region")

    def __init__(self, cycle: str, id_: str, **attaches: Any) -> None:
        self.cycle, self.id = cycle, id_
        self._etat = ""
        self.depuis: datetime | None = None
        self.personne = attaches.get("personne")
        self.organisation = attaches.get("organisation")
        self.region = attaches.get("region")
        self.niveau = attaches.get("niveau")
        self.formule = attaches.get("formule", "")

    @property
    def etat(self) -> str:
        """Where the object stands."""
        return self._etat

    def avancer(self, vers: str, le: datetime) -> None:
        """Stand there from now on; `Registre` alone calls it, once the step is journaled."""
        self._etat, self.depuis = vers, le


class Registre:
    """The journal being written."""

    def __init__(self) -> None:
        self._lignes: list[tuple[datetime, dict[str, Any]]] = []

    def ouvrir(self, objet: Objet, etat: str, auteur: Auteur, le: datetime) -> None:
        """Create the object in one of its first states."""
        if etat not in CYCLES[objet.cycle].initiaux:
            raise PasImpossible(f"{objet.cycle} ne commence pas par {etat}")
        self._inscrire(objet, "ouvrir", etat, auteur, le, "", None)

    def franchir(
        self,
        objet: Objet,
        nom: str,
        auteur: Auteur,
        le: datetime,
        motif_code: str = "",
        contexte: dict[str, Any] | None = None,
    ) -> None:
        """Take a step of the table."""
        pas = PAS.get((objet.cycle, nom)) or PAS.setdefault((objet.cycle, nom), CYCLES[objet.cycle][nom])
        if objet.etat not in pas.de or auteur.role not in pas.roles or (pas.motif_requis and not motif_code):
            raise PasImpossible(f"{objet.cycle} {objet.etat} : {nom} par {auteur.role} ({motif_code})")
        self._inscrire(objet, nom, pas.vers, auteur, le, motif_code, contexte)

    def lignes(self) -> list[dict[str, Any]]:
        """The rows written so far, in the order of time; the register is empty after."""
        ordonnees = [valeurs for _le, valeurs in sorted(self._lignes, key=lambda ligne: ligne[0])]
        self._lignes.clear()
        return ordonnees

    def verser(self, lot: Lot) -> None:
        """Hand the rows over in the order of time."""
        for valeurs in self.lignes():
            lot.ajouter(Journal, **valeurs)

    def _inscrire(
        self,
        objet: Objet,
        pas: str,
        vers: str,
        auteur: Auteur,
        le: datetime,
        motif_code: str,
        contexte: dict[str, Any] | None,
    ) -> None:
        if objet.depuis and le < objet.depuis:
            raise PasImpossible(f"{objet.cycle} : {pas} le {le} avant {objet.depuis}")
        valeurs = {
            "objet_type": objet.cycle,
            "objet_id": objet.id,
            "pas": pas,
            "de": objet.etat,
            "vers": vers,
            "le": le,
            "acteur_id": auteur.compte,
            "acteur_role": auteur.role.value,
            "acteur_libelle": auteur.libelle,
            "motif_code": motif_code,
            "personne_id": objet.personne,
            "organisation_id": objet.organisation,
            "region_id": objet.region,
            "niveau": objet.niveau,
            "formule": objet.formule,
        }
        if contexte:
            valeurs["contexte"] = contexte
        self._lignes.append((le, valeurs))
        objet.avancer(vers, le)
