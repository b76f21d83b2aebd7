"""Signing an entente or an amendment: prepare the frozen text, sign in order, delegate, take back."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from inscriptions.models.resultat import ALPHABET_CODE, LONGUEUR_CODE
from partenaires.actions.avenant import constater_avenant
from partenaires.actions.engagement import materialiser
from partenaires.actions.termes import ecrire_termes_de_base
from partenaires.actions.versement import rendre_exigibles
from partenaires.courriels_ententes import annoncer_tour
from partenaires.documents import empreinte_du_gabarit
from partenaires.models import (
    Avenant,
    DelegationSignature,
    DocumentSigne,
    Entente,
    ModeSignature,
    PartieSignataire,
    Signataire,
)
from partenaires.queries.changements import empechements
from partenaires.queries.negociation import obstacles_a_la_signature
from partenaires.queries.signature import (
    adhesions_de,
    document_en_cours,
    echeance_signature,
    entente_de,
    peut_signer,
    suivant,
    texte_a_change,
    texte_actuel,
)
from partenaires.tasks import produire_document, sceller_document


@dataclass(frozen=True, slots=True)
class Appele:
    """Someone asked to sign: on which side, in which capacity. Their place in the list is their turn."""

    utilisateur_id: int
    partie: str
    titre: str


def preparer_signature(
    *, objet: Entente | Avenant, appeles: list[Appele], acteur: Acteur, le: datetime
) -> DocumentSigne:
    """Freeze the text and name who signs it, in order; the file is made right after."""
    document = figer_document(objet=objet, appeles=appeles, acteur=acteur, le=le)
    transaction.on_commit(lambda: produire_document.delay(document_id=str(document.pk)), robust=True)
    return document


@transaction.atomic
def figer_document(*, objet: Entente | Avenant, appeles: list[Appele], acteur: Acteur, le: datetime) -> DocumentSigne:
    """Freeze the text and name who signs it; the routine finds a document without a file."""
    if acteur.role is not Role.GESTIONNAIRE_ENTENTES:
        raise RoleInsuffisant(_("Le gestionnaire d’ententes prépare la signature."))
    objet = objet.verrouillee()
    _exiger_signable(objet)
    if document_en_cours(objet):
        raise TransitionRefusee(_("Un document est déjà prêt à signer. Retirez-le pour en préparer un autre."))
    entente, au = entente_de(objet), timezone.localdate(le)
    noms = _verifier_appeles(entente, appeles, au)
    code = "".join(secrets.choice(ALPHABET_CODE) for _rang in range(LONGUEUR_CODE))
    document = DocumentSigne(
        entente=entente,
        organisation_id=entente.organisation_id,
        avenant=objet if isinstance(objet, Avenant) else None,
        code=code,
        prepare_le=le,
        prepare_par_id=acteur.utilisateur_id,
    )
    document.contexte = texte_actuel(objet) | {
        "code": code,
        "code_lisible": document.code_lisible,
        "prepare_le": au.isoformat(),
        "signataires": [
            {
                "nom": noms[appele.utilisateur_id],
                "titre": appele.titre,
                "partie": str(PartieSignataire(appele.partie).label),
            }
            for appele in appeles
        ],
    }
    document.gabarit_sha256 = empreinte_du_gabarit(document.contexte["genre"])
    document.save(force_insert=True)
    Signataire.objects.bulk_create(
        Signataire(
            document=document,
            entente=entente,
            organisation_id=entente.organisation_id,
            ordre=ordre,
            partie=appele.partie,
            utilisateur_id=appele.utilisateur_id,
            nom=noms[appele.utilisateur_id],
            titre=appele.titre,
            avant_le=echeance_signature(au),
        )
        for ordre, appele in enumerate(appeles, 1)
    )
    return document


@transaction.atomic
def signer(*, signataire: Signataire, acteur: Acteur, le: datetime) -> Signataire:
    """Give one signature, in its turn. The last one takes the entente, or the amendment, to signed."""
    document = DocumentSigne.objects.select_for_update(of=("self",)).get(pk=signataire.document_id)
    signataire = document.signataires.get(pk=signataire.pk)
    objet = (document.avenant or document.entente).verrouillee()
    _exiger_signable(objet)
    if document.retire_le or not document.est_produit:
        raise TransitionRefusee(_("Ce document n’est pas prêt à signer."))
    if signataire.a_signe:
        raise TransitionRefusee(_("Cette signature est déjà donnée."))
    if suivant(document) != signataire:
        raise TransitionRefusee(_("Ce n’est pas encore votre tour : la personne qui signe avant vous ne l’a pas fait."))
    if not peut_signer(signataire, acteur, au=timezone.localdate(le)):
        raise RoleInsuffisant(_("Cette signature revient à %(nom)s.") % {"nom": signataire.nom})
    if texte_a_change(document, objet):
        raise TransitionRefusee(
            _("Le texte a changé depuis sa préparation. Retirez ce document et préparez-en un autre.")
        )
    lui_meme = signataire.utilisateur_id == acteur.utilisateur_id
    signataire.signe_le, signataire.signe_par_id = le, acteur.utilisateur_id
    signataire.signe_nom = signataire.nom if lui_meme else _nom_du_delegue(signataire)
    signataire.mode = ModeSignature.LOCAL if lui_meme else ModeSignature.DELEGATION
    signataire.save(update_fields=["signe_le", "signe_par", "signe_nom", "mode"])
    if not document.signataires.restants().exists():
        document.conclu_le = le
        document.save(update_fields=["conclu_le"])
        if isinstance(objet, Avenant):
            constater_avenant(avenant=objet, le=le)
        else:
            constater_signature(entente=objet, le=le)
    else:
        annoncer_tour(document, le=le)
    transaction.on_commit(lambda: sceller_document.delay(document_id=str(document.pk)), robust=True)
    return signataire


@transaction.atomic
def constater_signature(*, entente: Entente, le: datetime) -> None:
    """The last signature is given: the entente binds, its terms are dated, its accounts and first instalment follow."""
    entente, portail = entente.verrouillee(), Acteur.systeme()
    franchir(entente, "signer", acteur=portail, le=le, signee_le=le)
    ecrire_termes_de_base(entente, le=le)
    materialiser(entente=entente, acteur=portail, le=le)
    rendre_exigibles(entente_id=entente.pk, le=le)


@transaction.atomic
def deleguer(
    *, signataire: Signataire, delegue_id: int, du: date, au: date, motif: str, acteur: Acteur, le: datetime
) -> DelegationSignature:
    """A signatory lets another member of the same side sign in their place, for a time; a former delegation ends."""
    document = DocumentSigne.objects.select_for_update(of=("self",)).get(pk=signataire.document_id)
    signataire = document.signataires.get(pk=signataire.pk)
    if signataire.utilisateur_id != acteur.utilisateur_id:
        raise RoleInsuffisant(_("Seule la personne appelée à signer peut déléguer sa signature."))
    if signataire.a_signe or document.retire_le:
        raise TransitionRefusee(_("Cette signature ne se délègue plus."))
    jour = timezone.localdate(le)
    membres = adhesions_de(signataire.partie, entente=document.entente, au=jour, deleguees=True)
    adhesion = membres.filter(utilisateur=delegue_id).exclude(utilisateur=acteur.utilisateur_id).first()
    if adhesion is None or document.signataires.filter(utilisateur=delegue_id).exists():
        raise TransitionRefusee(_("Choisissez une autre personne de la même partie, qui ne signe pas déjà."))
    if not motif.strip() or au < du or au < jour:
        raise TransitionRefusee(_("Une délégation a un motif, un début et une fin à venir."))
    signataire.delegations.filter(retiree_le__isnull=True).update(retiree_le=le)
    return DelegationSignature.objects.create(
        signataire=signataire,
        entente_id=signataire.entente_id,
        organisation_id=signataire.organisation_id,
        delegue_id=delegue_id,
        delegue_nom=str(adhesion.utilisateur),
        valide_du=du,
        valide_au=au,
        motif=motif.strip(),
        accordee_le=le,
        accordee_par_id=signataire.utilisateur_id,
    )


@transaction.atomic
def retirer_document(*, document: DocumentSigne, motif: str, acteur: Acteur, le: datetime) -> DocumentSigne:
    """Take back a text before its last signature, with the reason; another may then be prepared."""
    if acteur.role is not Role.GESTIONNAIRE_ENTENTES:
        raise RoleInsuffisant(_("Le gestionnaire d’ententes retire un document à signer."))
    document = DocumentSigne.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.est_conclu or document.retire_le:
        raise TransitionRefusee(_("Ce document ne se retire plus."))
    if not motif.strip():
        raise TransitionRefusee(_("Dites pourquoi ce document est retiré."))
    document.retire_le, document.motif_retrait, document.retire_par_id = le, motif.strip(), acteur.utilisateur_id
    document.save(update_fields=["retire_le", "motif_retrait", "retire_par"])
    return document


def trouver_signataire(document: DocumentSigne, signataire_id: uuid.UUID) -> Signataire | None:
    """The signatory of this document with this id."""
    return document.signataires.filter(pk=signataire_id).first()


def _nom_du_delegue(signataire: Signataire) -> str:
    delegation = signataire.delegations.get(retiree_le__isnull=True)
    return delegation.delegue_nom


def _exiger_signable(objet: Entente | Avenant) -> None:
    signable = objet.est_a_signer if isinstance(objet, Avenant) else objet.est_a_negocier
    if not signable:
        raise TransitionRefusee(_("Il n’y a rien à signer dans cet état."))
    entraves = empechements(objet) if isinstance(objet, Avenant) else obstacles_a_la_signature(objet)
    if entraves:
        raise TransitionRefusee(entraves[0])


def _verifier_appeles(entente: Entente, appeles: list[Appele], au: date) -> dict[int, str]:
    """The names of who signs; refuse someone of the wrong side, twice the same person, or a side without anyone."""
    noms: dict[int, str] = {}
    for partie in PartieSignataire:
        permis = {a.utilisateur_id: str(a.utilisateur) for a in adhesions_de(partie, entente=entente, au=au)}
        siens = [appele.utilisateur_id for appele in appeles if appele.partie == partie]
        if not siens:
            raise TransitionRefusee(_("Chaque partie a au moins une personne qui signe."))
        if not set(siens) <= set(permis):
            raise TransitionRefusee(_("Une des personnes choisies ne peut pas signer pour cette partie."))
        noms |= {pk: permis[pk] for pk in siens}
    if len(noms) != len(appeles):
        raise TransitionRefusee(_("Chaque personne ne signe qu’une fois."))
    return noms
