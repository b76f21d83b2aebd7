"""What routines and people did since for synthetic ententes: accounts examined, reviews written, a few texts signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.models import Adhesion, Organisation
from inscriptions.models.resultat import ALPHABET_CODE, LONGUEUR_CODE
from inscriptions.peuplement.fichiers import deposer, specimen
from partenaires.actions.qualite import examiner_reddition
from partenaires.documents import empreinte_du_gabarit
from partenaires.models import (
    Avenant,
    DocumentSigne,
    Entente,
    ModeSignature,
    PartieSignataire,
    Reddition,
    Revue,
    Signataire,
    TermeEntente,
)
from partenaires.queries.revue import contenu_de_revue, empreinte
from partenaires.queries.signature import echeance_signature, entente_de, texte_actuel
from partenaires.states_ententes import EtatAvenant, EtatEntente
from partenaires.tasks import produire_document, sceller_document

# Of the newest: accounts the rules of quality read, reviews whose figures are counted; signed ententes with a file.
EXAMINEES, REVUES, SIGNEES = 60, 150, 3
# The document of a review of a past year; those of this year are made by the portal.
CHEMIN_REVUE = "revues/specimen.pdf"
TITRES = {PartieSignataire.PARTENAIRE: "Direction générale", PartieSignataire.MINISTERE: "Direction des ententes"}


def calculer(le: datetime) -> None:
    """Read the accounts last given, write what each review found, make the signed texts of the largest partner."""
    with portee(Acteur.systeme()):
        _examiner(le)
    with portee(Acteur.systeme()):
        _ecrire_revues(timezone.localdate(le))
        objets = _a_signer()
    for objet, signee in objets:  # A transaction each: none stays idle while a PDF is set.
        with portee(Acteur.systeme()):
            _signer(objet, le, signee=signee)


def _examiner(le: datetime) -> None:
    donnees = Reddition.objects.filter(soumise_le__isnull=False).order_by("-soumise_le", "pk")
    for pk in list(donnees.values_list("pk", flat=True)[:EXAMINEES]):
        examiner_reddition(reddition_id=pk, le=le)


def _ecrire_revues(jour: Any) -> None:
    """The content as of the day of each review, with its digest."""
    vides = Revue.objects.filter(contenu={}).select_related("entente__organisation").order_by("-prevue_le", "pk")
    deposer([CHEMIN_REVUE], specimen("Revue de mi-parcours", "organisme fictif"))
    for revue in vides[:REVUES]:
        contenu = contenu_de_revue(revue.entente, jour=revue.prevue_le)
        chemin = "" if revue.entente.fin >= jour else CHEMIN_REVUE
        Revue.objects.filter(pk=revue.pk).update(contenu=contenu, empreinte=empreinte(contenu), chemin=chemin)


def _a_signer() -> list[tuple[Entente | Avenant, bool]]:
    """Texts of the partner of Montréal with the most groups: some signed, and those that wait for it."""
    partenaires = Organisation.objects.annotate(n=Count("groupes", filter=Q(groupes__etat="en_cours")))
    partenaire = partenaires.filter(region="06").order_by("-n", "nom").first()
    siennes = Entente.objects.filter(organisation=partenaire, documents_signes=None).select_related("organisation")
    # The text of what was signed is read from the rows: not of an entente whose amount changed since.
    augmentees = TermeEntente.objects.filter(cle="montant", avenant__isnull=False).values("entente_id")
    signees = siennes.filter(signee_le__isnull=False).exclude(pk__in=augmentees).order_by("-signee_le")[:SIGNEES]
    approuvees = siennes.filter(etat=EtatEntente.APPROUVEE).exclude(
        commentaires__resolu_le=None, commentaires__parent=None
    )
    avenants = Avenant.objects.filter(organisation=partenaire, documents_signes=None).select_related(
        "entente__organisation"
    )
    return [
        *((entente, True) for entente in signees),
        *((avenant, True) for avenant in avenants.filter(etat=EtatAvenant.SIGNE)[:1]),
        *((entente, False) for entente in approuvees),
        *((avenant, False) for avenant in avenants.filter(etat=EtatAvenant.APPROUVE)[:1]),
    ]


def _signer(objet: Entente | Avenant, le: datetime, *, signee: bool) -> None:
    """The frozen text and its signatories; signed, it carries both signatures."""
    entente = entente_de(objet)
    conclu = (objet.signe_le if isinstance(objet, Avenant) else objet.signee_le) if signee else None
    prepare = (conclu or le) - timedelta(days=2)
    appeles = [
        (partie, adhesion)
        for partie, role, organisation in (
            (PartieSignataire.PARTENAIRE, Role.GESTIONNAIRE_PARTENAIRE, entente.organisation_id),
            (PartieSignataire.MINISTERE, Role.APPROBATEUR, None),
        )
        if (adhesion := _premiere(role, organisation, entente))
    ]
    if len(appeles) < len(PartieSignataire):
        return
    hasard = Random(f"signature:{objet.pk}")
    document = DocumentSigne(
        id=objet.pk,
        entente=entente,
        organisation_id=entente.organisation_id,
        avenant=objet if isinstance(objet, Avenant) else None,
        code="".join(hasard.choice(ALPHABET_CODE) for _rang in range(LONGUEUR_CODE)),
        prepare_le=prepare,
        prepare_par_id=entente.gestionnaire_id,
        conclu_le=conclu,
    )
    document.contexte = texte_actuel(objet) | {
        "code": document.code,
        "code_lisible": document.code_lisible,
        "prepare_le": timezone.localdate(prepare).isoformat(),
        "signataires": [
            {"nom": str(adhesion.utilisateur), "titre": TITRES[partie], "partie": str(partie.label)}
            for partie, adhesion in appeles
        ],
    }
    document.gabarit_sha256 = empreinte_du_gabarit(document.contexte["genre"])
    document.save(force_insert=True)
    for ordre, (partie, adhesion) in enumerate(appeles, 1):
        nom = str(adhesion.utilisateur)
        quand = conclu - timedelta(hours=len(appeles) - ordre) if conclu else None
        donnee = {"signe_le": quand, "signe_par": adhesion.utilisateur, "signe_nom": nom, "mode": ModeSignature.LOCAL}
        Signataire.objects.create(
            document=document,
            entente=entente,
            organisation_id=entente.organisation_id,
            ordre=ordre,
            partie=partie,
            utilisateur=adhesion.utilisateur,
            nom=nom,
            titre=TITRES[partie],
            avant_le=echeance_signature(timezone.localdate(prepare)),
            **(donnee if conclu else {}),
        )
    produire_document(document_id=str(document.pk))
    sceller_document(document_id=str(document.pk))


def _premiere(role: str, organisation: Any, entente: Entente) -> Adhesion | None:
    """The first member with this role; never who analysed the request."""
    membres = Adhesion.objects.filter(role=role, organisation=organisation).exclude(
        utilisateur=entente.recommandee_par_id
    )
    return membres.select_related("utilisateur").order_by("valide_du", "pk").first()
