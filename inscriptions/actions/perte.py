"""What is learnt later about an exit: a reason with its evidence, added beside the journal."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Piece
from inscriptions.actions.offre import exiger_motif
from inscriptions.models import ComplementDePerte, Inscription, Preuve
from inscriptions.queries.pertes import FiltrePertes, registre

DEPUIS = date(2000, 1, 1)


@transaction.atomic
def completer_perte(
    *,
    inscription: Inscription,
    sortie: int,
    motif_code: str,
    preuve: str,
    piece: Piece | None = None,
    note: str = "",
    acteur: Acteur,
    le: datetime,
) -> ComplementDePerte:
    """Add a reason and its evidence to one exit of this request; what was known before stays."""
    if acteur.role is not Role.CONSEILLER:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de compléter le registre des pertes."))
    filtre = FiltrePertes(DEPUIS, timezone.localdate(le), inscription=inscription.pk)
    if sortie not in {ligne.id for ligne in registre(filtre)}:
        raise TransitionRefusee(_("Cette sortie n’est pas au registre."))
    if preuve == Preuve.PIECE and (piece is None or piece.personne_id != inscription.personne_id):
        raise TransitionRefusee(_("Choisissez un document du dossier de la personne."))
    if preuve != Preuve.PIECE and not note.strip():
        raise TransitionRefusee(_("Écrivez ce qui a été dit."))
    return ComplementDePerte.objects.create(
        sortie=sortie,
        inscription=inscription,
        personne_id=inscription.personne_id,
        region_id=inscription.region_id,
        motif=exiger_motif("perte.completer", motif_code, le),
        preuve=preuve,
        piece=piece if preuve == Preuve.PIECE else None,
        note=note.strip(),
        le=le,
        par_id=acteur.utilisateur_id,
        par_libelle=acteur.libelle,
    )
