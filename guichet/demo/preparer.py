"""Make the demonstration's accounts out of the people and partners of the synthetic province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from guichet.acteurs import ROLES_PARTENAIRE, Acteur, Role
from guichet.cloison import portee
from guichet.demo.comptes import COMPTES, DESTINATAIRES, MOT_DE_PASSE, SECRET_TOTP, Compte
from guichet.models import Adhesion, Canal, Organisation, Personne, Utilisateur
from inscriptions.models import Inscription, Place
from inscriptions.tasks import produire_attestation


class ProvinceVide(Exception):
    """There is nobody to make an account of."""


class HorsDemonstration(Exception):
    """Only the demonstration has such accounts."""


@transaction.atomic
def preparer_comptes(*, jour: date) -> list[Utilisateur]:
    """Every account of the demonstration, made when missing; the same people on a second run."""
    if not settings.DEMO:
        raise HorsDemonstration
    with portee(Acteur.systeme()):
        partenaires = _partenaires()
        # Those who work come first: a learner is chosen in the teacher's class.
        ordre = sorted(COMPTES, key=lambda compte: not compte.travaille)
        # One password for all of them, made slow on purpose: hashed once.
        empreinte = make_password(MOT_DE_PASSE)
        return [_preparer(compte, partenaires, jour, empreinte) for compte in ordre]


def _preparer(compte: Compte, partenaires: dict[str, Organisation], jour: date, empreinte: str) -> Utilisateur:
    existant = Utilisateur.objects.filter(email=compte.courriel).first()
    if existant:
        return existant
    if compte.travaille:
        utilisateur = _qui_travaille(compte, partenaires, jour)
        TOTP.activate(utilisateur, SECRET_TOTP)
    else:
        utilisateur = _qui_apprend(compte, partenaires)
    utilisateur.password = empreinte
    utilisateur.save()
    EmailAddress.objects.create(user=utilisateur, email=compte.courriel, verified=True, primary=True)
    return utilisateur


def _partenaires() -> dict[str, Organisation]:
    """A: the Montréal partner with the most classes under way; B: its first community organisation."""
    actifs = Organisation.objects.annotate(n=Count("groupes", filter=Q(groupes__etat="en_cours"))).filter(n__gt=0)
    actifs = actifs.order_by("-n", "nom")
    a = actifs.filter(region="06").first() or actifs.first()
    if a is None:
        raise ProvinceVide
    autres = actifs.exclude(pk=a.pk)
    b = autres.filter(genre="organisme", region="06").first() or autres.first()
    return {"A": a, "B": b or a}


def _qui_travaille(compte: Compte, partenaires: dict[str, Organisation], jour: date) -> Utilisateur:
    """Someone already at work where that tells more, else a new colleague."""
    role, cle, _regions = compte.adhesions[0]
    deja = None
    if role in ROLES_PARTENAIRE and len(compte.adhesions) == 1:
        membres = Adhesion.objects.filter(role=role, organisation=partenaires[cle]).exclude(
            utilisateur__email__in=DESTINATAIRES
        )
        membres = membres.annotate(n=Count("groupes", filter=Q(groupes__etat="en_cours")))
        deja = membres.select_related("utilisateur").order_by("-n", "valide_du", "pk").first()
    if deja:
        deja.utilisateur.email = compte.courriel
        return deja.utilisateur
    utilisateur = Utilisateur.objects.create_user(
        compte.courriel,
        nom_affiche=str(compte.titre),
        is_staff=role is Role.ADMINISTRATEUR,
        is_superuser=role is Role.ADMINISTRATEUR,
    )
    for role_, cle_, regions in compte.adhesions:
        Adhesion.objects.create(
            utilisateur=utilisateur,
            role=role_,
            organisation=partenaires.get(cle_),
            regions=list(regions),
            valide_du=jour,
        )
    return utilisateur


def _qui_apprend(compte: Compte, partenaires: dict[str, Organisation]) -> Utilisateur:
    """A person of the province in the situation to show; nobody's file for the new one."""
    if compte.cle == "nouvelle":
        return Utilisateur.objects.create_user(compte.courriel, nom_affiche="")
    personne = _personne(SITUATIONS[compte.cle], partenaires["A"])
    personne.courriel = compte.courriel
    personne.save(update_fields=["courriel", "modifiee_le"])
    personne.avis.filter(canal=Canal.COURRIEL).update(destinataire=compte.courriel)
    utilisateur = personne.utilisateur
    if utilisateur is None:
        raise ProvinceVide
    utilisateur.email = compte.courriel
    if compte.cle == "diplomee":
        _refaire_attestation(personne)
    return utilisateur


def _refaire_attestation(personne: Personne) -> None:
    """The province holds specimens: this person gets her own document, made by the worker."""
    for attestation in personne.attestations.all():
        attestation.chemin = attestation.sha256 = ""
        attestation.save(update_fields=["chemin", "sha256"])
        transaction.on_commit(lambda pk=str(attestation.pk): produire_attestation.delay(attestation_id=pk), robust=True)


def _personne(situation: Callable[[Organisation], list[QuerySet]], partenaire: Organisation) -> Personne:
    """The first person found, from the most telling choice to the widest."""
    libres = ~Q(personne__utilisateur__email__in=DESTINATAIRES) & Q(personne__utilisateur__isnull=False)
    for choix in situation(partenaire):
        trouve = choix.filter(libres).select_related("personne__utilisateur").first()
        if trouve:
            return trouve.personne
    raise ProvinceVide


def _dans_l_etat(etat: str, ordre: str) -> list[QuerySet]:
    choix = Inscription.objects.filter(etat=etat).order_by(ordre, "numero")
    return [choix.filter(region="06"), choix]


def _avec_offre(partenaire: Organisation) -> list[QuerySet]:
    choix = Inscription.objects.filter(offres__etat="proposee").order_by("-offres__expire_le", "numero")
    return [choix.filter(region="06", offres__organisation=partenaire), choix.filter(region="06"), choix]


def _en_classe(partenaire: Organisation) -> list[QuerySet]:
    """Someone of the demonstration teacher's class, with an absence."""
    choix = Place.objects.filter(etat="commencee").order_by("-groupe__debut", "pk")
    absents = choix.filter(presences__code="excuse")
    du_prof = Q(groupe__enseignant__utilisateur__email="enseignant.a@exemple.test")
    return [absents.filter(du_prof), choix.filter(du_prof), absents.filter(organisation=partenaire), choix]


def _avec_attestation(partenaire: Organisation) -> list[QuerySet]:
    choix = Place.objects.filter(etat="terminee", attestation__isnull=False, inscription__etat="terminee")
    choix = choix.order_by("-finie_le", "pk")
    return [choix.filter(organisation=partenaire), choix, Place.objects.filter(attestation__isnull=False)]


def _qui_attend(_partenaire: Organisation) -> list[QuerySet]:
    """Waiting for a while, with nothing to answer."""
    choix = Inscription.objects.filter(etat="en_attente").exclude(offres__etat="proposee")
    choix = choix.order_by("complete_le", "numero")
    nouveaux = choix.filter(places__isnull=True)
    return [nouveaux.filter(region="06"), nouveaux, choix]


SITUATIONS: dict[str, Callable[[Organisation], list[QuerySet]]] = {
    "brouillon": lambda _p: _dans_l_etat("brouillon", "-etat_depuis"),
    "complement": lambda _p: _dans_l_etat("a_completer", "-etat_depuis"),
    "attente": _qui_attend,
    "offre": _avec_offre,
    "eleve": _en_classe,
    "diplomee": _avec_attestation,
}
