"""Who may sign, who signs next and by when, what is there to read: the facts of a signature."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db.models import QuerySet

from guichet.acteurs import Acteur, Role
from guichet.models import Adhesion
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from partenaires.models import Avenant, DocumentSigne, Entente, PartieSignataire, Signataire
from partenaires.models.signature import derniere_delegation
from partenaires.queries.changements import changements_en_mots
from partenaires.queries.contexte_document import contexte_avenant, contexte_entente, texte_de

# Who commits each side; a delegate of the organisation may also be one of its agents.
ENGAGENT = {
    PartieSignataire.PARTENAIRE: frozenset({Role.GESTIONNAIRE_PARTENAIRE}),
    PartieSignataire.MINISTERE: frozenset({Role.APPROBATEUR}),
}
DELEGUES = {
    PartieSignataire.PARTENAIRE: frozenset({Role.GESTIONNAIRE_PARTENAIRE, Role.AGENT_PARTENAIRE}),
    PartieSignataire.MINISTERE: frozenset({Role.APPROBATEUR}),
}


def entente_de(objet: Entente | Avenant) -> Entente:
    """The entente this is, or amends."""
    return objet.entente if isinstance(objet, Avenant) else objet


def document_en_cours(objet: Entente | Avenant) -> DocumentSigne | None:
    """The document that stands for signature, its signatories and their delegations loaded."""
    avenant = objet if isinstance(objet, Avenant) else None
    documents = DocumentSigne.objects.actifs().filter(entente=entente_de(objet), avenant=avenant)
    return documents.prefetch_related("signataires__delegations").first()


def adhesions_de(partie: str, *, entente: Entente, au: date, deleguees: bool = False) -> QuerySet[Adhesion]:
    """The members of one side who may sign, or receive a delegation; never who analysed the entente."""
    roles = (DELEGUES if deleguees else ENGAGENT)[PartieSignataire(partie)]
    adhesions = Adhesion.objects.en_vigueur(au=au).filter(role__in=roles, utilisateur__is_active=True)
    if partie == PartieSignataire.PARTENAIRE:
        adhesions = adhesions.filter(organisation=entente.organisation_id)
    elif entente.recommandee_par_id:
        adhesions = adhesions.exclude(utilisateur=entente.recommandee_par_id)
    return adhesions.select_related("utilisateur").order_by("utilisateur__nom_affiche", "utilisateur__email")


def suivant(document: DocumentSigne) -> Signataire | None:
    """Whose turn it is; None once everyone has signed."""
    return next((s for s in document.signataires.all() if not s.a_signe), None)


def peut_signer(signataire: Signataire, acteur: Acteur, *, au: date) -> bool:
    """True when this actor may give this signature today: the signatory, or the delegate while it lasts."""
    partie = PartieSignataire(signataire.partie)
    if partie is PartieSignataire.PARTENAIRE and acteur.organisation_id != signataire.organisation_id:
        return False
    if acteur.utilisateur_id is None:
        return False
    if acteur.utilisateur_id == signataire.utilisateur_id:
        return acteur.role in ENGAGENT[partie]
    delegation = derniere_delegation(signataire)
    return (
        delegation is not None
        and delegation.delegue_id == acteur.utilisateur_id
        and delegation.valide_du <= au <= delegation.valide_au
        and acteur.role in DELEGUES[partie]
    )


def echeance_signature(depart: date) -> date:
    """The day by which both parties should have signed."""
    delai = int(parametre("delai_signature_entente", au=depart))
    return ajouter_jours_ouvrables(depart, delai, jours_feries())


def texte_actuel(objet: Entente | Avenant) -> dict[str, Any]:
    """What the document would say if it were prepared now, as it would be kept."""
    if isinstance(objet, Avenant):
        contexte = contexte_avenant(objet, changements_en_mots(objet))
    else:
        contexte = contexte_entente(objet)
    return json.loads(json.dumps(contexte))


def texte_a_change(document: DocumentSigne, objet: Entente | Avenant) -> bool:
    """True when what was frozen is no longer what the rows say."""
    return texte_de(document.contexte) != texte_actuel(objet)


def adresses_du_signataire(signataire: Signataire, *, au: date) -> list[str]:
    """Where to write to who signs: their own address, and their delegate's while the delegation lasts."""
    delegation = derniere_delegation(signataire)
    personnes = [signataire.utilisateur]
    if delegation is not None and delegation.valide_du <= au <= delegation.valide_au:
        personnes.append(delegation.delegue)
    return [personne.email for personne in personnes if personne.is_active]
