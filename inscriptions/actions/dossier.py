"""What an adviser does with a person's file: complete it, send it back, evaluate the level, put it aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, franchir
from guichet.models import EditionEchelle, Motif
from inscriptions import courriels
from inscriptions.actions.inscription import reprendre_inscription
from inscriptions.actions.offre import exiger_motif, liberer_offre_vive
from inscriptions.actions.priorites import reclasser
from inscriptions.models import Evaluation, GenreEvaluation, Inscription


@dataclass(frozen=True, slots=True)
class Niveaux:
    """The level met in each skill, and the course it leads to."""

    co: int
    po: int
    ce: int
    pe: int
    cours: int
    filiere: str


@transaction.atomic
def declarer_complete(*, inscription: Inscription, acteur: Acteur, le: datetime, **_champs: Any) -> Inscription:
    """The file has everything: the place in the queue counts from the first day it did."""
    inscription = inscription.verrouillee()
    franchir(inscription, "declarer_complete", acteur=acteur, le=le, complete_le=inscription.complete_le or le)
    reclasser(inscription, le=le)
    return inscription


@transaction.atomic
def retourner_dossier(
    *, inscription: Inscription, acteur: Acteur, le: datetime, motif_code: str, precision: str = ""
) -> Inscription:
    """Ask the person for what is missing, in words she can act on."""
    inscription = inscription.verrouillee()
    motif = exiger_motif("inscription.retourner", motif_code, le)
    franchir(inscription, "retourner", acteur=acteur, le=le, motif_code=motif.code, motif=precision)
    courriels.demander_complement(inscription, motif=_en_phrase(motif, precision), le=le)
    return inscription


@transaction.atomic
def evaluer_inscription(
    *,
    inscription: Inscription,
    niveaux: Niveaux,
    edition: EditionEchelle,
    commentaire: str,
    acteur: Acteur,
    le: datetime,
) -> Evaluation:
    """Keep the four levels met, choose the course, and let the request wait for a seat."""
    inscription = inscription.verrouillee()
    if inscription.region_id is None:
        raise TransitionRefusee(_("La région de la personne manque : demandez son adresse d’abord."))
    franchir(inscription, "evaluer", acteur=acteur, le=le, niveau=niveaux.cours, filiere=niveaux.filiere)
    franchir(inscription, "mettre_en_attente", acteur=acteur, le=le, en_attente_le=le)
    reclasser(inscription, le=le)
    return Evaluation.objects.create(
        inscription=inscription,
        personne_id=inscription.personne_id,
        region_id=inscription.region_id,
        genre=GenreEvaluation.CLASSEMENT,
        edition=edition,
        co=niveaux.co,
        po=niveaux.po,
        ce=niveaux.ce,
        pe=niveaux.pe,
        evaluee_le=le,
        evaluee_par_id=acteur.utilisateur_id,
        commentaire=commentaire,
    )


@transaction.atomic
def mettre_en_attente(*, inscription: Inscription, acteur: Acteur, le: datetime, **_champs: Any) -> Inscription:
    """Put a request whose level is known in the queue."""
    inscription = inscription.verrouillee()
    franchir(inscription, "mettre_en_attente", acteur=acteur, le=le, en_attente_le=le)
    reclasser(inscription, le=le)
    return inscription


@transaction.atomic
def remettre_en_attente(
    *, inscription: Inscription, acteur: Acteur, le: datetime, motif_code: str, precision: str = ""
) -> Inscription:
    """Put a resting request back in the queue, with the rank it had."""
    inscription = _sans_place_active(inscription)
    motif = exiger_motif("inscription.remettre_en_attente", motif_code, le)
    franchir(
        inscription,
        "remettre_en_attente",
        acteur=acteur,
        le=le,
        motif_code=motif.code,
        motif=precision,
        en_attente_le=le,
    )
    reclasser(inscription, le=le)
    return inscription


def _mettre_fin(pas: str) -> Callable[..., Inscription]:
    """The steps that end or rest a request: its open offer goes back to the group first."""

    @transaction.atomic
    def mettre_fin(
        *, inscription: Inscription, acteur: Acteur, le: datetime, motif_code: str, precision: str = ""
    ) -> Inscription:
        motif = exiger_motif(f"inscription.{pas}", motif_code, le)
        liberer_offre_vive(inscription=inscription, acteur=acteur, le=le)
        inscription = _sans_place_active(inscription)
        franchir(inscription, pas, acteur=acteur, le=le, motif_code=motif.code, motif=precision)
        return inscription

    return mettre_fin


@transaction.atomic
def terminer_parcours(*, inscription: Inscription, acteur: Acteur, le: datetime, **_champs: Any) -> Inscription:
    """The person reached her aim."""
    inscription = _sans_place_active(inscription)
    franchir(inscription, "terminer", acteur=acteur, le=le)
    return inscription


def _reprendre(*, inscription: Inscription, acteur: Acteur, le: datetime, **_champs: Any) -> Inscription:
    return reprendre_inscription(inscription=inscription, acteur=acteur, le=le)


def _sans_place_active(inscription: Inscription) -> Inscription:
    """The locked row; a person who holds a seat leaves it first."""
    inscription = inscription.verrouillee()
    if inscription.places.actives().exists():
        raise TransitionRefusee(_("Cette personne a une place : notez d’abord son départ du groupe."))
    return inscription


def _en_phrase(motif: Motif, precision: str) -> str:
    return f"{motif.libelle}. {precision}".strip() if precision else motif.libelle


PAS: dict[str, Callable[..., Any]] = {
    "declarer_complete": declarer_complete,
    "retourner": retourner_dossier,
    "mettre_en_attente": mettre_en_attente,
    "remettre_en_attente": remettre_en_attente,
    "terminer": terminer_parcours,
    "retirer": _mettre_fin("retirer"),
    "refuser": _mettre_fin("refuser"),
    "rendre_inactive": _mettre_fin("rendre_inactive"),
    "reprendre": _reprendre,
}
