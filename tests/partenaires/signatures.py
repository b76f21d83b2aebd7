"""What the tests of signature start from: an approved entente, two signatories, a document prepared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.storage import storages
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import Utilisateur
from partenaires.actions.signature import Appele, figer_document, preparer_signature, signer
from partenaires.models import Avenant, DocumentSigne, Entente, PartieSignataire
from partenaires.tasks import produire_document
from tests.factories.demandes import DelegationFactory
from tests.factories.ententes import (
    ActiviteFactory,
    ClauseFactory,
    EntenteFactory,
    IndicateurFactory,
    LigneBudgetFactory,
    LivrableFactory,
    VersementFactory,
)
from tests.factories.guichet import AdhesionFactory, OrganisationFactory, UtilisateurFactory


@dataclass(frozen=True)
class Scene:
    """An entente, who signs for each side, who prepares."""

    entente: Entente
    partenaire: Acteur
    ministere: Acteur
    gestion: Acteur

    @property
    def appeles(self) -> list[Appele]:
        """The organisation first, then the ministry."""
        return [
            Appele(self.partenaire.utilisateur_id, PartieSignataire.PARTENAIRE, "Directrice générale"),
            Appele(self.ministere.utilisateur_id, PartieSignataire.MINISTERE, "Sous-ministre adjoint"),
        ]

    def preparer(self, objet: Entente | Avenant | None = None) -> DocumentSigne:
        """The document prepared, its file made."""
        document = preparer_signature(
            objet=objet or self.entente, appeles=self.appeles, acteur=self.gestion, le=timezone.now()
        )
        produire_document(document_id=str(document.pk))
        document.refresh_from_db()
        return document

    def signer_tout(self, document: DocumentSigne) -> None:
        """Both signatures, in order."""
        for signataire, acteur in zip(document.signataires.all(), (self.partenaire, self.ministere), strict=True):
            signer(signataire=signataire, acteur=acteur, le=timezone.now())


def acteur_de(role: Role, organisation=None, nom: str = "") -> Acteur:
    """A member of that role, signed in."""
    utilisateur = UtilisateurFactory(**({"nom_affiche": nom} if nom else {}))
    adhesion = AdhesionFactory(role=role, organisation=organisation, utilisateur=utilisateur)
    return Acteur(
        role=role,
        utilisateur_id=adhesion.utilisateur_id,
        organisation_id=organisation.pk if organisation else None,
    )


def scene(entente: Entente | None = None, **champs: Any) -> Scene:
    """An approved entente of 100,000 $ with every kind of term, and the people around it."""
    if entente is None:
        organisation = OrganisationFactory(nom="Centre fictif", neq="1143920115")
        entente = EntenteFactory(approuvee=True, organisation=organisation, **champs)
        ActiviteFactory(entente=entente, code="cours")
        IndicateurFactory(entente=entente)
        LigneBudgetFactory(entente=entente, montant=Decimal("150000"))
        ClauseFactory(entente=entente, code="objet")
        livrable = LivrableFactory(entente=entente, code="mi-parcours", titre="Reddition de mi-parcours")
        futur = timezone.localdate() + timedelta(days=60)
        VersementFactory(entente=entente, numero=1, montant=Decimal("60000"))
        VersementFactory(
            entente=entente,
            numero=2,
            montant=Decimal("40000"),
            condition="reddition",
            livrable=livrable,
            prevu_le=futur,
        )
    ministere = acteur_de(Role.APPROBATEUR, nom="Karim Benali")
    deleguer_jusqu_a(ministere, Decimal("250000"))
    return Scene(
        entente,
        acteur_de(Role.GESTIONNAIRE_PARTENAIRE, entente.organisation, "Lucie Tremblay"),
        ministere,
        acteur_de(Role.GESTIONNAIRE_ENTENTES),
    )


def deleguer_jusqu_a(acteur: Acteur, montant: Decimal) -> None:
    """This person may approve up to this amount."""
    DelegationFactory(utilisateur=Utilisateur.objects.get(pk=acteur.utilisateur_id), montant_max=montant)


def document_a_signer() -> DocumentSigne:
    """A document prepared, its file not made."""
    prete = scene()
    return figer_document(objet=prete.entente, appeles=prete.appeles, acteur=prete.gestion, le=timezone.now())


def entente_signee(**champs: Any) -> Scene:
    """The same entente, signed by both sides."""
    prete = scene(**champs)
    prete.signer_tout(prete.preparer())
    prete.entente.refresh_from_db()
    return prete


def lu(chemin: str) -> bytes:
    """The bytes of a private file."""
    with storages["prive"].open(chemin) as fichier:
        return fichier.read()
