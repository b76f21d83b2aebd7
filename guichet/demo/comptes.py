"""The accounts of the demonstration: who each one is, and what signing in as them shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role

# Printed by `comptes_demo`, valid in the demonstration only: settings.demo alone lets these accounts be made.
MOT_DE_PASSE = "francisation-demo"
SECRET_TOTP = "FRANCISATIONDEMONSTRATION2345672"  # noqa: S105


@dataclass(frozen=True)
class Compte:
    """One account; `adhesions` are (role, index of the partner, regions)."""

    cle: str
    famille: str
    titre: Any
    montre: Any
    adhesions: tuple[tuple[Role, str, tuple[str, ...]], ...] = ()

    @property
    def courriel(self) -> str:
        """The address to sign in with."""
        return f"{self.cle.replace('-', '.')}@exemple.test"

    @property
    def travaille(self) -> bool:
        """Whether this is someone who works with the portal: a second factor is asked."""
        return bool(self.adhesions)


FAMILLES = (
    ("personnes", _("Personnes qui apprennent le français")),
    ("partenaires", _("Partenaires qui donnent les cours")),
    ("ministere", _("Ministère")),
)
COMPTES = (
    Compte(
        "nouvelle", "personnes", _("Nouvelle personne"), _("Rien n’est commencé : la première demande est à faire.")
    ),
    Compte(
        "brouillon", "personnes", _("Demande commencée"), _("Une demande à moitié remplie, à reprendre où elle en est.")
    ),
    Compte("complement", "personnes", _("Demande à compléter"), _("Un conseiller a demandé une information de plus.")),
    Compte(
        "attente", "personnes", _("En attente d’une place"), _("Où en est la demande, qui agit, ce qui vient ensuite.")
    ),
    Compte(
        "offre", "personnes", _("Une place à accepter"), _("Une offre ouverte, à accepter ou à refuser avant sa date.")
    ),
    Compte("eleve", "personnes", _("En classe"), _("La page de la classe, le calendrier, une absence à déclarer.")),
    Compte("diplomee", "personnes", _("Cours terminé"), _("Les résultats et l’attestation, vérifiable par son code.")),
    Compte(
        "gestionnaire-a",
        "partenaires",
        _("Gestionnaire, partenaire A"),
        _("Tous les groupes d’un centre de services, les appels à faire, les résultats à entrer."),
        ((Role.GESTIONNAIRE_PARTENAIRE, "A", ()),),
    ),
    Compte(
        "enseignant-a",
        "partenaires",
        _("Enseignant, partenaire A"),
        _("Ses classes : l’appel du jour, les absences, les résultats."),
        ((Role.ENSEIGNANT, "A", ()),),
    ),
    Compte(
        "agent-b",
        "partenaires",
        _("Agent, partenaire B"),
        _("Un autre partenaire : il ne voit que ses propres groupes et ses élèves."),
        ((Role.AGENT_PARTENAIRE, "B", ()),),
    ),
    Compte(
        "deux-organisations",
        "partenaires",
        _("Agent de deux partenaires"),
        _("Le sélecteur d’organisation, en haut de la page, change ce qui existe."),
        ((Role.AGENT_PARTENAIRE, "A", ()), (Role.AGENT_PARTENAIRE, "B", ())),
    ),
    Compte(
        "conseil-montreal",
        "ministere",
        _("Conseiller, Montréal"),
        _("La file de travail d’une région : dossiers, évaluations, groupes."),
        ((Role.CONSEILLER, "", ("06",)),),
    ),
    Compte(
        "conseil-province",
        "ministere",
        _("Conseiller, toute la province"),
        _("La même file pour les 17 régions, et le placement."),
        ((Role.CONSEILLER, "", ()),),
    ),
    Compte(
        "gestion-ententes",
        "ministere",
        _("Gestionnaire d’ententes"),
        _("Le portefeuille d’ententes : demandes, redditions, revues, ce qui est en retard des deux côtés."),
        ((Role.GESTIONNAIRE_ENTENTES, "", ()),),
    ),
    Compte(
        "approbation",
        "ministere",
        _("Approbateur"),
        _("Les décisions : ententes recommandées, avenants, versements à autoriser."),
        ((Role.APPROBATEUR, "", ()),),
    ),
    Compte(
        "paiement",
        "ministere",
        _("Payeur"),
        _("Les versements autorisés, à émettre; il n’a ni analysé ni approuvé."),
        ((Role.PAYEUR, "", ()),),
    ),
    Compte(
        "analyste",
        "ministere",
        _("Analyste"),
        _("Le tableau de bord : demandes, attentes, offres, débuts, abandons."),
        ((Role.ANALYSTE, "", ()),),
    ),
    Compte(
        "direction",
        "ministere",
        _("Direction"),
        _("Les mêmes chiffres, pour décider."),
        ((Role.DIRECTION, "", ()),),
    ),
    Compte(
        "administration",
        "ministere",
        _("Administrateur"),
        _("Les comptes et les référentiels, dans l’administration."),
        ((Role.ADMINISTRATEUR, "", ()),),
    ),
)
DESTINATAIRES = [compte.courriel for compte in COMPTES]
PAR_CLE = {compte.cle: compte for compte in COMPTES}
# The main journey, one step after the other: an account, where to go, what to look at.
VISITE = (
    ("nouvelle", "inscription", _("Remplissez une demande, étape par étape, et envoyez-la.")),
    (
        "conseil-montreal",
        "file_de_travail",
        _("Retrouvez la demande dans la file, déclarez-la complète, évaluez le niveau."),
    ),
    ("gestionnaire-a", "declarations", _("Voyez ce que le partenaire pourrait ouvrir, et le remplissage prévu.")),
    ("conseil-province", "tableau_capacite", _("Voyez où il manque des places, région par région, niveau par niveau.")),
    (
        "conseil-province",
        "placements",
        _("Lancez un placement, lisez qui n’est pas placé et pourquoi, envoyez les offres."),
    ),
    ("offre", "suivi", _("Recevez l’offre, lisez-la, acceptez la place.")),
    ("enseignant-a", "groupes", _("Ouvrez un groupe et faites l’appel d’une séance.")),
    ("eleve", "suivi", _("Voyez la classe du côté de la personne, déclarez une absence.")),
    ("diplomee", "suivi", _("Téléchargez l’attestation, vérifiez son code sans compte.")),
    ("analyste", "tableau_de_bord", _("Lisez l’effet de tout cela dans les chiffres.")),
    (
        "gestionnaire-a",
        "ententes",
        _("Du côté des ententes : voyez ce que l’organisme doit remettre, et quand il sera payé."),
    ),
    (
        "gestion-ententes",
        "portefeuille",
        _("Analysez une demande, examinez une reddition, préparez une revue de mi-parcours."),
    ),
    ("approbation", "ententes", _("Décidez d’une entente recommandée, signez-la, autorisez un versement.")),
    ("paiement", "versements_a_traiter", _("Préparez un lot de paiement et consignez ce qui est versé.")),
)
