"""Who works on the ententes of a synthetic province: fictional colleagues of the ministry, managers of the partners."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from guichet.acteurs import Role
from guichet.models import Adhesion, Organisation, Utilisateur
from inscriptions.peuplement.identites import adresse_courriel, nom_du_personnel
from inscriptions.peuplement.registre import Auteur
from partenaires.peuplement.recolte import Recolte

ANCIENNETE = timedelta(days=1500)


@dataclass
class Ministere:
    """Those of the ministry who work on ententes; analysis, decision and payment are never the same person's."""

    gestion: list[Auteur] = field(default_factory=list)
    approbation: list[Auteur] = field(default_factory=list)
    paiement: list[Auteur] = field(default_factory=list)


def embaucher(recolte: Recolte, jour: date) -> Ministere:
    """Fictional colleagues for each part of the work."""
    equipes: dict[str, list[Auteur]] = {}
    depuis = jour - ANCIENNETE
    for role, combien in ((Role.GESTIONNAIRE_ENTENTES, 6), (Role.APPROBATEUR, 3), (Role.PAYEUR, 2)):
        equipes[role] = []
        for rang in range(combien):
            prenom, nom = nom_du_personnel(recolte.hasard)
            utilisateur = Utilisateur.objects.create(
                email=adresse_courriel(prenom, f"{nom}-{role.value[:4]}", rang + 1),
                nom_affiche=f"{prenom} {nom}",
                password="!",  # noqa: S106 - what Django keeps when there is none
            )
            Adhesion.objects.create(id=recolte.id(), utilisateur=utilisateur, role=role, valide_du=depuis)
            equipes[role].append(Auteur(role, utilisateur.pk, str(utilisateur)))
    return Ministere(equipes[Role.GESTIONNAIRE_ENTENTES], equipes[Role.APPROBATEUR], equipes[Role.PAYEUR])


def agents_de(organisations: list[Organisation]) -> dict[str, Auteur]:
    """Who commits each partner: its first manager."""
    agents: dict[str, Auteur] = {}
    gestion = Adhesion.objects.filter(organisation__in=organisations, role=Role.GESTIONNAIRE_PARTENAIRE)
    for adhesion in gestion.select_related("utilisateur").order_by("-pk"):
        agents[str(adhesion.organisation_id)] = Auteur(
            Role.GESTIONNAIRE_PARTENAIRE, adhesion.utilisateur_id, str(adhesion.utilisateur)
        )
    inconnu = Auteur(Role.GESTIONNAIRE_PARTENAIRE, None, "")
    return {str(organisation.pk): agents.get(str(organisation.pk), inconnu) for organisation in organisations}
