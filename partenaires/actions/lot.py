"""Payments by file: prepared once for the finance system, then written down as issued with their references."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, ouvrir
from partenaires.actions.versement import emettre_versement
from partenaires.fichier_paiements import LignePaiement, ecrire_paiements
from partenaires.models import GenreVersement, LotPaiement, Versement
from partenaires.queries.versements import ZERO
from partenaires.states_ententes import PAIEMENT, EtatVersement


@transaction.atomic
def preparer_lot(*, versements: Sequence[uuid.UUID], acteur: Acteur, le: datetime) -> LotPaiement:
    """Make the payment file of these authorised instalments; each is in one file only.

    Its bytes are kept: who, how many and their digest are in the journal.
    """
    if acteur.role not in PAIEMENT:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de préparer un lot de paiement."))
    lus = Versement.objects.select_for_update(of=("self",)).select_related("entente", "organisation")
    lignes = list(lus.filter(pk__in=versements).order_by("prevu_le", "entente__numero", "numero"))
    _verifier(lignes, set(versements))
    contenu = ecrire_paiements(_ligne(versement) for versement in lignes)
    empreinte = hashlib.sha256(contenu.encode()).hexdigest()
    lot = LotPaiement(
        numero=_numero(le),
        cree_par_id=acteur.utilisateur_id,
        contenu=contenu,
        sha256=empreinte,
        nb_lignes=len(lignes),
        total=sum((v.montant for v in lignes), ZERO),
    )
    contexte = {"lignes": lot.nb_lignes, "total": str(lot.total), "sha256": empreinte}
    ouvrir(lot, acteur=acteur, le=le, contexte=contexte)
    Versement.objects.filter(pk__in=[v.pk for v in lignes]).update(lot=lot)
    return lot


@transaction.atomic
def consigner_paiements(
    *, lot: LotPaiement, references: Mapping[str, str], acteur: Acteur, le: datetime
) -> list[Versement]:
    """Issue the lines of a file whose payment has a reference, all or none; returns them."""
    lignes = {v.reference: v for v in lot.versements.select_related("entente").filter(etat=EtatVersement.AUTORISE)}
    if inconnues := [reference for reference in references if reference not in lignes]:
        raise TransitionRefusee(_("« %(ref)s » n’est pas à consigner dans ce lot.") % {"ref": inconnues[0]})
    donnees = {reference: paiement for reference, paiement in references.items() if paiement.strip()}
    if not donnees:
        raise TransitionRefusee(_("Écrivez au moins une référence de paiement."))
    return [
        emettre_versement(versement=lignes[reference], acteur=acteur, le=le, reference=paiement)
        for reference, paiement in sorted(donnees.items())
    ]


def _verifier(lignes: list[Versement], demandes: set[uuid.UUID]) -> None:
    if not lignes or len(lignes) != len(demandes):
        raise TransitionRefusee(_("Choisissez au moins un versement autorisé."))
    for versement in lignes:
        if not versement.est_autorise:
            raise TransitionRefusee(_("%(v)s n’est plus à émettre.") % {"v": versement.reference})
        if versement.lot_id:
            raise TransitionRefusee(_("%(v)s est déjà dans un lot.") % {"v": versement.reference})
        if not versement.organisation.neq:
            raise TransitionRefusee(
                _("« %(nom)s » n’a pas de NEQ : complétez sa fiche avant de payer.") % {"nom": versement.organisation}
            )
    _verifier_compensations(lignes)


def _verifier_compensations(lignes: list[Versement]) -> None:
    """What the final accounting takes off leaves with what it still pays: never one without the other."""
    ensemble = {versement.pk for versement in lignes}
    ententes = {versement.entente_id for versement in lignes}
    retranches = Versement.objects.filter(entente__in=ententes, genre=GenreVersement.RECOUVREMENT)
    for retranche in retranches.exclude(etat=EtatVersement.EMIS).select_related("entente"):
        if retranche.pk not in ensemble:
            raise TransitionRefusee(
                _("%(v)s se règle avec les versements de la même entente : ajoutez-le au lot.")
                % {"v": retranche.reference}
            )


def _ligne(versement: Versement) -> LignePaiement:
    exigible = versement.exigible_le
    return LignePaiement(
        neq=versement.organisation.neq,
        organisation=versement.organisation.nom,
        entente=versement.entente.numero,
        genre=versement.genre,
        montant=versement.montant,
        date_exigible=timezone.localdate(exigible) if exigible else versement.prevu_le,
        reference=versement.reference,
    )


def _numero(le: datetime) -> str:
    """`LP-2026-0001`: the next of the year; two at once take their turn."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtext('lot_paiement'))")
    annee = timezone.localdate(le).year
    dernier = LotPaiement.objects.filter(numero__startswith=f"LP-{annee}-").order_by("-numero").first()
    return f"LP-{annee}-{int(dernier.numero.rsplit('-', 1)[1]) + 1 if dernier else 1:04d}"
