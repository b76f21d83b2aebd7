"""What a person does with her request: open it, fill it, send it, withdraw it, take it up again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.comptes.session import personne_du_compte
from guichet.cycle import TransitionRefusee, franchir, ouvrir
from guichet.models import Consentement, Personne, Piece, Utilisateur
from guichet.pieces.depot import deposer_piece
from guichet.referentiels.queries import edition_echelle, parametre
from inscriptions import courriels
from inscriptions.actions.offre import exiger_motif, liberer_offre_vive
from inscriptions.actions.priorites import reclasser
from inscriptions.etapes import Etape, etapes_manquantes
from inscriptions.finalites import FINALITES_PAR_CODE
from inscriptions.models import Evaluation, Filiere, GenreEvaluation, Inscription
from inscriptions.queries.admissibilite import est_admissible, evaluer_demande
from inscriptions.queries.etape import COMPETENCES, empreinte, valeurs_de
from inscriptions.queries.numero import prochain_numero

PREUVE = "preuve_statut"


class ModifieeEntreTemps(Exception):
    """Someone saved this step since the page was opened; nothing was overwritten."""


class DemandeIncomplete(TransitionRefusee):
    """Steps are missing: the message names the first."""


@dataclass(frozen=True)
class Reponses:
    """What one step's form read: columns of the person and of the request, and what has its own table."""

    personne: dict[str, Any] = field(default_factory=dict)
    demande: dict[str, Any] = field(default_factory=dict)
    autoevaluation: dict[str, int] = field(default_factory=dict)
    consentements: dict[str, bool] = field(default_factory=dict)
    preuve: UploadedFile | None = None


@transaction.atomic
def ouvrir_dossier(*, acteur: Acteur, le: datetime) -> Inscription:
    """The person's request in progress, opened as a draft when there is none; her file too on the first day."""
    # The account's row is the lock: two tabs opening at once get the same request.
    compte = Utilisateur.objects.select_for_update().get(pk=acteur.utilisateur_id)
    personne_id = acteur.personne_id or personne_du_compte(compte.pk)
    acteur = replace(acteur, personne_id=personne_id or uuid.uuid4())
    with portee(acteur):
        if personne_id is None:
            personne = Personne.objects.create(id=acteur.personne_id, utilisateur=compte, courriel=compte.email)
        else:
            personne = Personne.objects.get(pk=personne_id)
        en_cours = Inscription.objects.actives().filter(personne=personne).first()
        if en_cours:
            return en_cours
        demande = Inscription(numero=prochain_numero(le.date()), personne=personne, region_id=personne.region_id)
        return ouvrir(demande, acteur=acteur, le=le)


@transaction.atomic
def enregistrer_etape(
    *, inscription: Inscription, etape: Etape, reponses: Reponses, vue: str, acteur: Acteur, le: datetime
) -> Inscription:
    """Keep the answers of one step; `vue` is the fingerprint of what the page showed, and must still hold."""
    inscription = inscription.verrouillee()
    personne = Personne.objects.select_for_update().get(pk=inscription.personne_id)
    if not etape.est_ouverte(inscription.etat):
        raise TransitionRefusee(_("Cette partie de votre demande ne peut plus être modifiée."))
    if empreinte(valeurs_de(etape, inscription, personne)) != vue:
        raise ModifieeEntreTemps
    demande = dict(reponses.demande)
    faites = set(inscription.etapes_faites) | {etape.code}
    if demande.get("statut_id", inscription.statut_id) != inscription.statut_id:
        # Another status asks for another proof.
        demande |= {"categorie_id": None, "document_fin_le": None}
        faites.discard("preuve")
    if reponses.preuve:
        demande["preuve_id"] = _remplacer_preuve(inscription, personne, reponses.preuve, le).pk
    _ecrire(personne, reponses.personne)
    demande["etapes_faites"] = sorted(faites)
    if personne.region_id != inscription.region_id:
        demande["region_id"] = personne.region_id
        _suivre_region(inscription, personne)
    _ecrire(inscription, demande)
    if etape.autoevaluation:
        _garder_autoevaluation(inscription, reponses.autoevaluation, le)
    if etape.consentements:
        _garder_consentements(personne, reponses.consentements, le)
    reclasser(inscription, le=le)
    return inscription


@transaction.atomic
def deposer_inscription(*, inscription: Inscription, acteur: Acteur, le: datetime) -> Inscription:
    """Send the request: decide eligibility by the rules of the day, keep the decision, acknowledge."""
    return _envoyer(inscription, "deposer", acteur, le, deposee_le=le)


@transaction.atomic
def completer_inscription(*, inscription: Inscription, acteur: Acteur, le: datetime) -> Inscription:
    """Send the request back with what was missing; its date of arrival stays the first one."""
    return _envoyer(inscription, "completer", acteur, le)


@transaction.atomic
def retirer_inscription(
    *, inscription: Inscription, acteur: Acteur, motif_code: str, precision: str = "", le: datetime
) -> Inscription:
    """Withdraw the request for a coded reason; the seat of an open offer goes to the next person."""
    inscription = inscription.verrouillee()
    motif = exiger_motif("inscription.retirer", motif_code, le)
    franchir(inscription, "retirer", acteur=acteur, le=le, motif=precision, motif_code=motif.code)
    liberer_offre_vive(inscription=inscription, acteur=acteur, le=le)
    courriels.confirmer_retrait(inscription, le=le)
    return inscription


@transaction.atomic
def reprendre_inscription(*, inscription: Inscription, acteur: Acteur, le: datetime) -> Inscription:
    """Take up an ended request as it was; its turn starts again from the day the file is complete."""
    inscription = inscription.verrouillee()
    if inscription.deposee_le is None:
        raise TransitionRefusee(_("Cette demande n’a jamais été envoyée. Commencez une nouvelle demande."))
    if Inscription.objects.actives().filter(personne=inscription.personne_id).exists():
        raise TransitionRefusee(_("Vous avez déjà une demande en cours."))
    franchir(inscription, "reprendre", acteur=acteur, le=le, deposee_le=le, complete_le=None, en_attente_le=None)
    reclasser(inscription, le=le)
    courriels.accuser_reception(inscription, le=le)
    return inscription


def _envoyer(inscription: Inscription, pas: str, acteur: Acteur, le: datetime, **champs: Any) -> Inscription:
    inscription = inscription.verrouillee()
    personne = Personne.objects.get(pk=inscription.personne_id)
    manquantes = etapes_manquantes(inscription.etapes_faites)
    if manquantes:
        raise DemandeIncomplete(_("Il reste une page à remplir : %(page)s") % {"page": manquantes[0].titre})
    decision = evaluer_demande(inscription, personne, au=le.date())
    franchir(
        inscription,
        pas,
        acteur=acteur,
        le=le,
        contexte={"decision": decision.get("decision", "")},
        admissibilite=decision,
        admissible=est_admissible(decision),
        filiere=_filiere(inscription, le),
        **champs,
    )
    reclasser(inscription, le=le)
    courriels.accuser_reception(inscription, le=le)
    return inscription


def _filiere(inscription: Inscription, le: datetime) -> str:
    """The stream to propose; the adviser decides at the evaluation."""
    # Alpha-francisation: under nine years of school, or not reading one's own language (domaine.md §1).
    peu_d_ecole = (inscription.annees_scolarite or 0) < int(parametre("scolarite_minimale_reguliere", au=le.date()))
    return Filiere.ALPHA if peu_d_ecole or inscription.langue_ecrite is False else Filiere.REGULIERE


def _ecrire(objet: Any, valeurs: dict[str, Any]) -> None:
    """Write these columns; nothing when none was asked."""
    if not valeurs:
        return
    for nom, valeur in valeurs.items():
        setattr(objet, nom, valeur)
    champs = {nom.removesuffix("_id") for nom in valeurs}
    if "iuc" in valeurs:
        champs.add("iuc_index")
    if isinstance(objet, Personne):
        champs.add("modifiee_le")
    objet.save(update_fields=champs)


def _remplacer_preuve(inscription: Inscription, personne: Personne, fichier: UploadedFile, le: datetime) -> Piece:
    """The new proof; the former one stays in the file, marked as taken back."""
    Piece.objects.filter(pk=inscription.preuve_id, retiree_le__isnull=True).update(retiree_le=le)
    return deposer_piece(personne=personne, genre=PREUVE, fichier=fichier, le=le)


def _suivre_region(inscription: Inscription, personne: Personne) -> None:
    """What belongs to the person moves with her; offers and places follow by their composite keys."""
    for requete in (
        Evaluation.objects.filter(inscription=inscription),
        Consentement.objects.filter(personne=personne),
        Piece.objects.filter(personne=personne),
    ):
        requete.update(region_id=personne.region_id)


def _garder_autoevaluation(inscription: Inscription, niveaux: dict[str, int], le: datetime) -> None:
    """One estimate per request; speaking and writing are answered on two pages."""
    commun = {"region_id": inscription.region_id, "edition": edition_echelle(au=le.date()), "evaluee_le": le}
    Evaluation.objects.update_or_create(
        inscription=inscription,
        genre=GenreEvaluation.AUTOEVALUATION,
        defaults=commun | niveaux,
        create_defaults=commun | dict.fromkeys(COMPETENCES, 0) | niveaux | {"personne_id": inscription.personne_id},
    )


def _garder_consentements(personne: Personne, reponses: dict[str, bool], le: datetime) -> None:
    """A changed answer ends the former row and adds one: the history of consents is never rewritten."""
    actifs = {c.finalite: c for c in Consentement.objects.filter(personne=personne, retire_le__isnull=True)}
    for code, accorde in reponses.items():
        ancien = actifs.get(code)
        if ancien and ancien.accorde == accorde and ancien.version == FINALITES_PAR_CODE[code].version:
            continue
        if ancien:
            ancien.retire_le = le
            ancien.save(update_fields=["retire_le"])
        Consentement.objects.create(
            personne=personne,
            region_id=personne.region_id,
            finalite=code,
            version=FINALITES_PAR_CODE[code].version,
            accorde=accorde,
            le=le,
        )
