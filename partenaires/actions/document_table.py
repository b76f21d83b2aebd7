"""Documents of a table: received in quarantine, checked, taken out."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.pieces.analyse import rendre_verdict
from guichet.pieces.depot import ranger
from partenaires.models import ConsultationTable, DocumentTable, EngagementConcertation, Rencontre
from partenaires.policies import peut_animer, repond_de

NOMS = {Rencontre: "rencontre", ConsultationTable: "consultation", EngagementConcertation: "engagement"}
Porteur = Rencontre | ConsultationTable | EngagementConcertation


def peut_deposer(objet: Porteur, acteur: Acteur) -> bool:
    """Whether this actor adds a document: to a commitment, who answers for it; elsewhere, who leads the table."""
    if isinstance(objet, EngagementConcertation):
        return objet.est_ouvert and repond_de(objet, acteur)
    ouvert = objet.est_ouverte if isinstance(objet, Rencontre) else not objet.est_finie
    return ouvert and peut_animer(objet.table, acteur)


def deposer_document_table(*, objet: Porteur, fichier: UploadedFile, acteur: Acteur, le: datetime) -> DocumentTable:
    """Keep the file in quarantine; raise `ValidationError` when it is not what it says."""
    from partenaires.tasks import verifier_document_table

    if not peut_deposer(objet, acteur):
        raise RoleInsuffisant(_("Vous ne pouvez pas ajouter de document ici."))
    with portee(Acteur.systeme()):
        document = DocumentTable.objects.create(
            table_id=objet.table_id,
            depose_le=le,
            depose_par_id=acteur.utilisateur_id,
            **{NOMS[type(objet)]: objet},
            **ranger(fichier, dossier="concertation", le=le),
        )
    transaction.on_commit(lambda: verifier_document_table.delay(document_id=str(document.pk)), robust=True)
    return document


def retirer_document_table(*, document: DocumentTable, acteur: Acteur, le: datetime) -> DocumentTable:
    """Take a document out while what it belongs to is open; its row stays."""
    objet = document.rencontre or document.consultation or document.engagement
    assert objet is not None
    if not peut_deposer(objet, acteur):
        raise RoleInsuffisant(_("Vous ne pouvez pas retirer ce document."))
    with portee(Acteur.systeme()):
        if (
            DocumentTable.objects.actifs()
            .filter(pk=document.pk)
            .update(retire_le=le, retire_par_id=acteur.utilisateur_id)
        ):
            return document
    raise TransitionRefusee(_("Ce document est déjà retiré."))


def verifier_fichier_table(document_id: str) -> str:
    """Give the file its verdict once and return it; without a verdict it stays in quarantine."""
    return rendre_verdict(DocumentTable.objects, document_id)
