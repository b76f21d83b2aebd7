"""The final accounting of an entente: drawn up by one person, approved by another, then the entente closes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from partenaires.actions.versement import REMISE_A_ZERO, rendre_exigibles
from partenaires.models import ConditionVersement, Decompte, Entente, GenreVersement, Versement
from partenaires.queries.decompte import (
    Repartition,
    a_fermer,
    chiffres_de,
    obstacle_au_decompte,
    repartir,
    restants_de,
)
from partenaires.refus import refus_en_mots
from partenaires.states_ententes import GESTION_ENTENTES


def etablir_decompte(*, entente: Entente, acteur: Acteur, le: datetime, note: str = "") -> Decompte:
    """Draw up the accounting from what is accepted and paid now; drawn up again, it takes the figures of the day."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’établir le décompte."))
    with refus_en_mots():
        entente = entente.verrouillee()
        if obstacle := obstacle_au_decompte(entente):
            raise TransitionRefusee(obstacle)
        chiffres = chiffres_de(entente).champs()
        champs: dict[str, Any] = {**chiffres, "note": note.strip(), "etabli_le": le}
        champs["etabli_par_id"] = acteur.utilisateur_id
        contexte = {nom: str(montant) for nom, montant in chiffres.items()}
        decompte = Decompte.objects.select_for_update(of=("self",)).filter(entente=entente).first()
        if decompte:
            franchir(decompte, "refaire", acteur=acteur, le=le, contexte=contexte, **champs)
        else:
            decompte = Decompte(entente=entente, organisation_id=entente.organisation_id, **champs)
            ouvrir(decompte, acteur=acteur, le=le, contexte=contexte)
    return decompte


def approuver_decompte(*, decompte: Decompte, acteur: Acteur, le: datetime) -> Decompte:
    """Lock the accounting and make its balance: instalments kept or withheld, and the line taken off or recovered."""
    with refus_en_mots():
        entente = Entente.objects.select_for_update(of=("self",)).get(pk=decompte.entente_id)
        decompte = decompte.verrouillee()
        franchir(
            decompte,
            "approuver",
            acteur=acteur,
            le=le,
            contexte={"solde": str(decompte.solde)},
            approuve_le=le,
            approuve_par_id=acteur.utilisateur_id,
        )
        _verifier(decompte, entente)
        _regler(entente, repartir(decompte.solde, restants_de(entente)), acteur, le)
        rendre_exigibles(entente_id=entente.pk, le=le)
    return decompte


def fermer_entente(*, entente: Entente, acteur: Acteur, le: datetime) -> Entente:
    """Close the accounts: nothing is left to pay or to recover; the database judges it again."""
    with refus_en_mots():
        entente = entente.verrouillee()
        if not a_fermer(entente):
            raise TransitionRefusee(_("Il reste à payer ou à recouvrer : l’entente ne peut pas encore fermer."))
        franchir(entente, "fermer", acteur=acteur, le=le, fermee_le=le)
    return entente


def _verifier(decompte: Decompte, entente: Entente) -> None:
    if obstacle := obstacle_au_decompte(entente):
        raise TransitionRefusee(obstacle)
    actuels = chiffres_de(entente).champs()
    if any(getattr(decompte, nom) != valeur for nom, valeur in actuels.items()):
        raise TransitionRefusee(_("Les montants ont changé depuis : le décompte est à établir de nouveau."))
    en_route = [versement for versement in restants_de(entente) if versement.lot_id]
    if en_route:
        raise TransitionRefusee(
            _("%(v)s est dans un lot transmis : consignez son paiement avant d’approuver le décompte.")
            % {"v": f"V{en_route[0].numero:02d}"}
        )


def _regler(entente: Entente, repartition: Repartition, acteur: Acteur, le: datetime) -> None:
    """Withhold what is not owed, tie what is to the accounting, open the negative line."""
    portail = Acteur.systeme()
    for versement in repartition.retenus:
        if not versement.est_retenu:
            motif = _("Décompte final : rien de plus à payer.")
            franchir(versement, "retenir", acteur=acteur, le=le, motif=motif, **REMISE_A_ZERO)
    for versement in repartition.gardes:
        versement.condition = ConditionVersement.DECOMPTE
        versement.prevu_le = min(versement.prevu_le, timezone.localdate(le))
        versement.save(update_fields=["condition", "prevu_le"])
        if versement.est_retenu:
            franchir(versement, "liberer", acteur=acteur, le=le, motif=_("Décompte final : montant dû."))
    if repartition.retranche:
        ouvrir(
            Versement(
                entente=entente,
                organisation_id=entente.organisation_id,
                numero=(entente.versements.aggregate(n=Max("numero"))["n"] or 0) + 1,
                genre=GenreVersement.RECOUVREMENT,
                montant=repartition.retranche,
                condition=ConditionVersement.DECOMPTE,
                prevu_le=timezone.localdate(le),
            ),
            acteur=portail,
            le=le,
        )
