"""The main menu of each role: names of URLs and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_ENTENTES, ROLES_PARTENAIRE, ROLES_PERSONNE, Acteur, Role


@dataclass(frozen=True, slots=True, eq=False)
class Entree:
    """One entry: the URL's name (or its address) and the words. Equal to itself alone: comparing reads no word."""

    url: Any
    libelle: Any


PERSONNE = (
    Entree("suivi", _("Ma demande")),
    Entree("documents", _("Mes documents")),
    Entree("lectures", _("Qui a vu mon dossier")),
)
ENSEIGNANT = (Entree("partenaire_accueil", _("À faire")), Entree("groupes", _("Groupes")))
ENTENTES = Entree("ententes", _("Ententes"))
CAPACITE = Entree("tableau_capacite", _("Besoins et places"))
PROGRAMMES = Entree("programmes", _("Programmes"))
APPELS = Entree("appels", _("Appels"))
CONCERTATION = Entree("concertation", _("Concertation"))
GROUPES_TEMOINS = Entree("groupes_temoins", _("Groupes témoins"))
BESOINS = Entree("besoins", _("Besoins du terrain"))
PARTENAIRE = (
    *ENSEIGNANT,
    Entree("suivis", _("Suivis")),
    Entree("recommandations", _("Personnes proposées")),
    Entree("declarations", _("Capacité")),
    Entree("ouvertures", _("Groupes demandés")),
    CAPACITE,
    ENTENTES,
    APPELS,
    CONCERTATION,
    BESOINS,
    Entree("mes_indicateurs", _("Nos indicateurs")),
)
CONSEILLER = (
    Entree("file_de_travail", _("File de travail")),
    Entree("dossiers", _("Dossiers")),
    Entree("groupes", _("Groupes")),
    CAPACITE,
    Entree("formations", _("Formation des groupes")),
    Entree("placements", _("Placement")),
    Entree("replacements", _("Replacements")),
    Entree("suivis", _("Suivis")),
    CONCERTATION,
    BESOINS,
)
ANALYSTE = (Entree("tableau_de_bord", _("Tableau de bord")), Entree("cohortes", _("Cohortes")))
DIRECTION = (Entree("direction_accueil", _("Accueil")),)
# Those of the ministry, beside advisers, to whom the board is open.
LECTEURS_CAPACITE = frozenset({Role.ANALYSTE, Role.DIRECTION, Role.GESTIONNAIRE_ENTENTES})
# Where those who work on ententes begin; the lists beside each are one click away.
POUR_ENTENTES = (
    Entree("portefeuille", _("À faire")),
    ENTENTES,
    Entree("versements_a_traiter", _("Versements")),
    PROGRAMMES,
    BESOINS,
)
# What the ministry's other roles find beside the dashboard.
DU_MINISTERE = (
    (Entree("plan_registre", _("Plan d’action")), {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("ameliorations", _("Améliorations")), {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("indicateurs", _("Indicateurs")), {Role.ANALYSTE, Role.DIRECTION, Role.GESTIONNAIRE_ENTENTES}),
    (ENTENTES, {Role.DIRECTION}),
    (CONCERTATION, ROLES_ENTENTES),
    # The others open it from the tables, which analysts do not see.
    (Entree("promesses", _("Promesses")), {Role.ANALYSTE}),
    (Entree("ponctualite", _("Ponctualité")), {Role.DIRECTION}),
    (PROGRAMMES, {Role.DIRECTION}),
    (BESOINS, {Role.DIRECTION}),
    (Entree("besoins_comptes", _("Besoins du terrain")), {Role.ANALYSTE}),
    (GROUPES_TEMOINS, {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("parcours_suivis", _("Parcours")), {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("refontes", _("Refontes de l’offre")), {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("prevision_attentes", _("Prévision de l’attente")), {Role.ANALYSTE, Role.DIRECTION}),
    (CAPACITE, LECTEURS_CAPACITE),
    (Entree("scenarios", _("Scénarios")), {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("sondages", _("Sondages")), {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("editions", _("Éditions")), {Role.ANALYSTE, Role.DIRECTION}),
    (Entree("exports", _("Exports")), {Role.ANALYSTE, Role.DIRECTION, Role.ADMINISTRATEUR}),
    (Entree("repartition", _("Ordre d’attribution")), {Role.ANALYSTE, Role.DIRECTION, Role.ADMINISTRATEUR}),
)
# Addresses, not names: these two lists are the same for everyone.
LIENS_COMPTE = (
    Entree(reverse_lazy("account_email"), _("Changer mon courriel")),
    Entree(reverse_lazy("account_change_password"), _("Mon mot de passe")),
    Entree(reverse_lazy("mfa_index"), _("Sécurité de mon compte")),
    Entree(reverse_lazy("usersessions_list"), _("Mes appareils")),
)
LIENS_PIED = (
    Entree(reverse_lazy("comment_places_attribuees"), _("Comment les places sont attribuées")),
    Entree(reverse_lazy("indicateurs_publics"), _("Le programme en chiffres")),
    Entree(reverse_lazy("plan_public"), _("Plan d’action")),
    Entree(reverse_lazy("donnees_ouvertes"), _("Données ouvertes")),
    Entree(reverse_lazy("verification"), _("Vérifier une attestation")),
)


def navigation_de(acteur: Acteur | None) -> tuple[Entree, ...]:
    """The entries this actor sees."""
    if acteur is None:
        return ()
    if acteur.role in ROLES_PERSONNE:
        return PERSONNE
    if acteur.role is Role.ENSEIGNANT:
        return (*ENSEIGNANT, BESOINS)
    if acteur.role in ROLES_PARTENAIRE:
        return PARTENAIRE
    if acteur.role is Role.CONSEILLER:
        return CONSEILLER + ANALYSTE + (GROUPES_TEMOINS,)
    premieres: tuple[Entree, ...] = ANALYSTE
    if acteur.role in ROLES_ENTENTES:
        premieres = (DIRECTION if acteur.role is Role.DIRECTION else POUR_ENTENTES) + ANALYSTE
    return premieres + tuple(entree for entree, roles in DU_MINISTERE if acteur.role in roles)
