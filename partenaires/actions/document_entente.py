"""Documents of a request: received in quarantine, checked, judged conform or not."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.pieces.analyse import rendre_verdict
from guichet.pieces.depot import ranger
from partenaires.actions.demande import demande_modifiable
from partenaires.models import DocumentEntente, DocumentExige, Entente
from partenaires.states_ententes import GESTION_ENTENTES


@transaction.atomic
def deposer_document(
    *, entente: Entente, exige: DocumentExige, fichier: UploadedFile, acteur: Acteur, le: datetime
) -> DocumentEntente:
    """Keep the file, in place of the former one; raise `ValidationError` when it is not what it says."""
    from partenaires.tasks import verifier_document

    entente = demande_modifiable(entente, acteur)
    if exige.volet_id != entente.volet_id:
        raise TransitionRefusee(_("Ce document n’est pas demandé pour ce volet."))
    colonnes = ranger(fichier, dossier="ententes", le=le)
    entente.documents.actifs().filter(code=exige.code).update(retire_le=le)
    document = DocumentEntente.objects.create(
        entente=entente,
        organisation_id=entente.organisation_id,
        code=exige.code,
        depose_le=le,
        depose_par_id=acteur.utilisateur_id,
        **colonnes,
    )
    transaction.on_commit(lambda: verifier_document.delay(document_id=str(document.pk)), robust=True)
    return document


@transaction.atomic
def juger_document(
    *, document: DocumentEntente, conforme: bool, motif: str, acteur: Acteur, le: datetime
) -> DocumentEntente:
    """Say whether it is what was asked; not conform has its reason."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Le gestionnaire d’ententes vérifie les documents."))
    document = DocumentEntente.objects.select_for_update(of=("self",)).select_related("entente").get(pk=document.pk)
    if document.retire_le or not document.entente.est_a_examiner:
        raise TransitionRefusee(_("Ce document ne se vérifie plus : la demande a changé d’état."))
    if conforme and not document.est_sain:
        raise TransitionRefusee(_("Ce fichier n’est pas encore vérifié par l’antivirus."))
    if not conforme and not motif.strip():
        raise TransitionRefusee(_("Écrivez pourquoi le document n’est pas conforme."))
    document.conforme, document.motif = conforme, "" if conforme else motif.strip()
    document.juge_le, document.juge_par_id = le, acteur.utilisateur_id
    document.save(update_fields=["conforme", "motif", "juge_le", "juge_par"])
    return document


def verifier_fichier(document_id: str) -> str:
    """Give the file its verdict once and return it; without a verdict it stays in quarantine."""
    return rendre_verdict(DocumentEntente.objects, document_id)
