"""Rows of ententes waiting to be written together, in an order the database accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from random import Random
from typing import Any

from django.db.models import F, Model

from guichet.cycle import CYCLES
from guichet.models import Journal
from inscriptions.peuplement.registre import Auteur, Objet, Registre, identifiant
from partenaires.models import (
    ActionCorrective,
    ActiviteEntente,
    AppelProjets,
    Avenant,
    AvisEntente,
    ClauseEntente,
    Commentaire,
    ConsultationTable,
    DecisionRencontre,
    Decompte,
    DepenseReddition,
    DocumentEntente,
    EngagementConcertation,
    Entente,
    IndicateurEntente,
    LigneBudget,
    Livrable,
    LotServices,
    MandatTable,
    NoteAnalyse,
    PointOrdreDuJour,
    PositionMembre,
    PresenceRencontre,
    Reddition,
    Rencontre,
    ReponseConvocation,
    Revue,
    ServiceRendu,
    TableConcertation,
    TermeEntente,
    ValeurReddition,
    Versement,
    VersionEntente,
)

# A payment is judged on the accounts, reviews and final accounting it depends on: they are written before it.
ORDRE: tuple[type[Model], ...] = (
    AppelProjets,
    Entente,
    DocumentEntente,
    NoteAnalyse,
    AvisEntente,
    ActiviteEntente,
    IndicateurEntente,
    LigneBudget,
    Livrable,
    ClauseEntente,
    Commentaire,
    VersionEntente,
    Avenant,
    TermeEntente,
    LotServices,
    ServiceRendu,
    Reddition,
    ValeurReddition,
    DepenseReddition,
    Revue,
    ActionCorrective,
    Decompte,
    Versement,
    # What hangs on a meeting or a question is frozen with it: it is written before.
    TableConcertation,
    MandatTable,
    DecisionRencontre,
    PresenceRencontre,
    EngagementConcertation,
    PointOrdreDuJour,
    ReponseConvocation,
    Rencontre,
    PositionMembre,
    ConsultationTable,
)
# An approved accounting is locked as soon as it is written; `etabli_le` tells when it began.
VERROUILLES: frozenset[type[Model]] = frozenset({Decompte})


@dataclass
class Vie:
    """An object that lives through its cycle, and the columns it will be written with."""

    modele: type[Model]
    objet: Objet
    champs: dict[str, Any]
    registre: Registre

    @property
    def id(self) -> str:
        """The identifier of its row."""
        return self.objet.id

    @property
    def etat(self) -> str:
        """Where it stands."""
        return self.objet.etat

    def franchir(self, pas: str, auteur: Auteur, le: datetime, motif: str = "", **champs: Any) -> datetime:
        """Take a step, with the columns it writes; return its moment, never before the step it follows."""
        le = max(le, self.objet.depuis or le)
        self.registre.franchir(self.objet, pas, auteur, le, motif)
        self.champs |= champs
        return le


class Recolte:
    """What is told of ententes: objects that live through their cycles, and the rows they leave."""

    def __init__(self, hasard: Random) -> None:
        self.hasard, self.registre = hasard, Registre()
        self._lignes: dict[type[Model], list[Any]] = {modele: [] for modele in ORDRE}
        self._vies: list[Vie] = []

    def id(self) -> str:
        """An identifier drawn from the seed."""
        return identifiant(self.hasard)

    def garder(self, modele: type[Model], /, **champs: Any) -> str:
        """Keep a row to write; return its identifier."""
        pk = self.id()
        self._lignes[modele].append(modele(id=pk, **champs))
        return pk

    def ajouter(self, ligne: Model) -> None:
        """Keep a row whose identifier is another's."""
        self._lignes[type(ligne)].append(ligne)

    def de(self, modele: type[Model], entente: str) -> list[Any]:
        """The rows just kept of this model for this entente, in their order."""
        return list(takewhile(lambda ligne: ligne.entente_id == entente, reversed(self._lignes[modele])))[::-1]

    def naitre(self, modele: Any, auteur: Auteur, le: datetime, **champs: Any) -> Vie:
        """Begin an object of a life cycle in its first state."""
        vie = Vie(
            modele,
            Objet(
                modele.CYCLE,
                self.id(),
                organisation=champs.get("organisation_id"),
                region=champs.get("region_id"),
            ),
            champs,
            self.registre,
        )
        self.registre.ouvrir(vie.objet, next(iter(CYCLES[modele.CYCLE].initiaux)), auteur, le)
        self._vies.append(vie)
        return vie

    def __len__(self) -> int:
        return len(self._vies) + sum(len(lignes) for lignes in self._lignes.values())

    def ecrire(self) -> None:
        """The journal first: it explains the states."""
        Journal.objects.bulk_create([Journal(**ligne) for ligne in self.registre.lignes()], batch_size=2000)
        for vie in self._vies:
            ligne = vie.modele(id=vie.id, etat=vie.etat, etat_depuis=vie.objet.depuis, **vie.champs)
            self._lignes[vie.modele].append(ligne)
        nes = {vie.modele for vie in self._vies} - VERROUILLES
        for modele in ORDRE:
            lignes, self._lignes[modele] = self._lignes[modele], []
            modele._default_manager.bulk_create(lignes, batch_size=1000)  # type: ignore[attr-defined]
            if modele in nes:
                # A row written today began at the moment it tells.
                cles = [ligne.pk for ligne in lignes]
                modele._default_manager.filter(pk__in=cles).update(cree_le=F("etat_depuis"))  # type: ignore[attr-defined]
        self._vies = []
