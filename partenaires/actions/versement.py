"""An instalment, from due to paid: made due, authorised, issued; withheld and freed, each with its reason."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, franchir
from partenaires.models import ConditionVersement, Decompte, GenreVersement, LotPaiement, Versement
from partenaires.queries.versements import PAYANTES, a_rendre_exigibles, devenu_exigible_le
from partenaires.refus import refus_en_mots
from partenaires.states_ententes import EtatVersement

# What an instalment that is withheld no longer is.
REMISE_A_ZERO: dict[str, Any] = {"exigible_le": None, "autorise_le": None, "autorise_par_id": None}


@transaction.atomic
def rendre_exigibles(*, entente_id: uuid.UUID, le: datetime) -> int:
    """Make due the instalments of an entente whose day has come and whose condition is met; returns how many.

    Called by what meets a condition (signature, accepted account, concluded review, approved accounting, granted
    exception) and by the clock; a second call finds them due. Rows held by someone else wait for the next call.
    """
    dus = a_rendre_exigibles(au=timezone.localdate(le)).filter(entente_id=entente_id)
    dus = dus.select_for_update(of=("self",), skip_locked=True)
    portail = Acteur.systeme()
    nombre = 0
    for versement in dus:
        franchir(
            versement,
            "rendre_exigible",
            acteur=portail,
            le=le,
            exigible_le=devenu_exigible_le(versement, le=le),
            contexte={"derogation": True} if getattr(versement, "derogee_le", None) else None,
        )
        nombre += 1
    return nombre


def autoriser_versement(*, versement: Versement, acteur: Acteur, le: datetime) -> Versement:
    """The approver lets an instalment go to the payer; the database judges its condition and who acts."""
    with refus_en_mots():
        versement = _verrouiller(versement)
        _exiger_entente_payante(versement)
        franchir(versement, "autoriser", acteur=acteur, le=le, autorise_le=le, autorise_par_id=acteur.utilisateur_id)
    return versement


def retenir_versement(*, versement: Versement, acteur: Acteur, le: datetime, motif: str) -> Versement:
    """Withhold an instalment, with the reason; one that a payment file names is past withholding."""
    with refus_en_mots():
        versement = _verrouiller(versement)
        if versement.lot_id:
            raise TransitionRefusee(_("Ce versement est dans un lot transmis : il ne se retient plus."))
        franchir(versement, "retenir", acteur=acteur, le=le, motif=motif, **REMISE_A_ZERO)
    return versement


def liberer_versement(*, versement: Versement, acteur: Acteur, le: datetime, motif: str) -> Versement:
    """Free a withheld instalment, with the reason: it becomes due again at once if its condition is met."""
    with refus_en_mots():
        versement = _verrouiller(versement)
        _exiger_sans_decompte(versement)
        franchir(versement, "liberer", acteur=acteur, le=le, motif=motif)
        rendre_exigibles(entente_id=versement.entente_id, le=le)
        versement.refresh_from_db()
    return versement


def emettre_versement(*, versement: Versement, acteur: Acteur, le: datetime, reference: str) -> Versement:
    """The payer writes down the payment made, with its reference; the last line of a file ends the file."""
    reference = reference.strip()
    with refus_en_mots():
        versement = _verrouiller(versement)
        if not reference:
            raise TransitionRefusee(_("Écrivez la référence du paiement."))
        _exiger_compensation(versement)
        franchir(
            versement,
            "emettre",
            acteur=acteur,
            le=le,
            emis_le=le,
            emis_par_id=acteur.utilisateur_id,
            reference_paiement=reference,
            contexte={"reference": reference},
        )
        if versement.lot_id:
            terminer_lot(lot_id=versement.lot_id, acteur=acteur, le=le)
    return versement


def terminer_lot(*, lot_id: uuid.UUID, acteur: Acteur, le: datetime) -> None:
    """End a payment file once each of its lines is issued."""
    lot = LotPaiement.objects.select_for_update().get(pk=lot_id)
    if not lot.est_a_consigner or lot.versements.exclude(etat=EtatVersement.EMIS).exists():
        return
    franchir(lot, "emettre", acteur=acteur, le=le, emis_le=le, contexte={"lignes": lot.nb_lignes, "sha256": lot.sha256})


def _verrouiller(versement: Versement) -> Versement:
    return Versement.objects.select_for_update(of=("self",)).select_related("entente").get(pk=versement.pk)


def _exiger_entente_payante(versement: Versement) -> None:
    if versement.condition != ConditionVersement.DECOMPTE and versement.entente.etat not in PAYANTES:
        raise TransitionRefusee(
            _("L’entente est « %(etat)s » : ses versements attendent.") % {"etat": versement.entente.libelle_etat()}
        )


def _exiger_sans_decompte(versement: Versement) -> None:
    """What the approved accounting withheld stays withheld."""
    if Decompte.objects.filter(entente=versement.entente_id, approuve_le__isnull=False).exists():
        raise TransitionRefusee(_("Le décompte final a fixé ce qui reste dû : ce versement ne se paie plus."))


def _exiger_compensation(versement: Versement) -> None:
    """Outside a file, nothing leaves while the accounting has a sum to take off it."""
    lignes = Versement.objects.filter(entente=versement.entente_id, genre=GenreVersement.RECOUVREMENT)
    if not versement.lot_id and not versement.est_recouvrement and lignes.exclude(etat=EtatVersement.EMIS).exists():
        raise TransitionRefusee(
            _("Le décompte retranche une somme de ce versement : passez par un lot qui contient les deux.")
        )
