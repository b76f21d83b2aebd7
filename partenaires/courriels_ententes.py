"""The messages of the life of an entente, to both sides; reminders are worded when they leave, or dropped."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.avis import deposer_avis
from guichet.avis.redaction import SansObjet, Texte, redige
from guichet.models import Canal, Organisation
from guichet.referentiels.formats import formater_date
from partenaires.courriels import adresses_de
from partenaires.models import DocumentSigne, Entente, Revue
from partenaires.queries.rappels import attendus
from partenaires.queries.signature import adresses_du_signataire, suivant
from partenaires.rappels import Attendu, Moment

GENRES = (
    "entente",
    "reddition",
    "versement",
    "revue_mi_parcours",
    "decompte",
    "reddition_due",
    "versement_du",
    "mesure_corrective",
    "anomalie",
    "signature",
)
SUJETS = {
    Moment.AVANT: gettext_lazy("Échéance le %(date)s : %(quoi)s"),
    Moment.APRES: gettext_lazy("Échéance dépassée : %(quoi)s"),
    Moment.RELANCE: gettext_lazy("Toujours attendu : %(quoi)s"),
}


def annoncer_debut(entente: Entente, *, le: datetime) -> None:
    """Tell both sides that the period begins."""
    _annoncer(entente, "debut", _("Votre entente commence"), "entente_debut", {}, le=le)


def annoncer_fin(entente: Entente, *, le: datetime) -> None:
    """Ask for the final report."""
    _annoncer(entente, "fin", _("Le rapport final est attendu"), "entente_fin", {}, le=le)


def annoncer_revue(revue: Revue, *, le: datetime) -> None:
    """Tell both sides that the review is made; one message to each."""
    _annoncer(
        revue.entente,
        f"revue.{revue.pk.hex}",
        _("La revue de mi-parcours est prête"),
        "revue",
        {"revue": revue},
        le=le,
        lien=reverse("revue", args=[revue.pk]),
    )


def annoncer_conclusion(revue: Revue, *, le: datetime) -> None:
    """Tell both sides what was decided."""
    contexte = {"revue": revue, "mesures": list(revue.actions.all())}
    _annoncer(
        revue.entente,
        f"conclue.{revue.pk.hex}",
        _("La revue de mi-parcours est conclue"),
        "revue_conclue",
        contexte,
        le=le,
        lien=reverse("revue", args=[revue.pk]),
    )


def annoncer_tour(document: DocumentSigne, *, le: datetime) -> None:
    """Tell whose turn it is that a text waits for their signature; once, and nobody after them."""
    signataire = suivant(document)
    if signataire is None or document.retire_le or not document.est_produit:
        return
    contexte = {
        "document": document,
        "signataire": signataire,
        "entente": document.entente,
        "lien": settings.PORTAIL_URL + page_de_signature(document),
    }
    for adresse in adresses_du_signataire(signataire, au=timezone.localdate(le)):
        deposer_avis(
            cle=f"signature:{signataire.pk.hex}:{adresse}"[:160],
            canal=Canal.COURRIEL,
            destinataire=adresse,
            objet=_("À vous de signer (%(numero)s)") % {"numero": document.entente.numero},
            corps=render_to_string("partenaires/courriels/signature.txt", contexte),
            du_le=le,
            organisation=document.entente.organisation,
        )


def page_de_signature(document: DocumentSigne) -> str:
    """The page where a document is signed."""
    if document.avenant_id:
        return reverse("avenant_signature", args=[document.avenant_id])
    return reverse("entente_signature", args=[document.entente_id])


def _annoncer(
    entente: Entente, quoi: str, objet: str, gabarit: str, contexte: dict[str, Any], *, le: datetime, lien: str = ""
) -> None:
    contexte = {"entente": entente, "lien": settings.PORTAIL_URL + (lien or page_entente(entente.pk))} | contexte
    corps = render_to_string(f"partenaires/courriels/{gabarit}.txt", contexte)
    for adresse in parties_de(entente, au=timezone.localdate(le)):
        deposer_avis(
            cle=f"entente:{quoi}:{entente.pk.hex}:{adresse}"[:160],
            canal=Canal.COURRIEL,
            destinataire=adresse,
            objet=f"{objet} ({entente.numero})",
            corps=corps,
            du_le=le,
            organisation=entente.organisation,
        )


def parties_de(entente: Entente, *, au: date) -> list[str]:
    """The organisation's addresses, and the manager who follows the entente."""
    organisation: Organisation = entente.organisation
    suivie = [entente.gestionnaire.email] if entente.gestionnaire and entente.gestionnaire.is_active else []
    return sorted({*adresses_de(organisation, au=au), *suivie})


def _rediger(genre: str, identifiant: str) -> Texte:
    """The words of a reminder, from what is true when it leaves; `SansObjet` when the ball is elsewhere."""
    objet, partie, depuis, du_le, moment = identifiant.split(".")
    attendu = next(
        (
            a
            for a in attendus(jour=timezone.localdate(), genre=genre, objet_id=uuid.UUID(objet))
            if a.jalon == ".".join((objet, partie, depuis, du_le))
        ),
        None,
    )
    if attendu is None or not encore_a_dire(attendu, moment):
        raise SansObjet(identifiant)
    return _texte(attendu, Moment(moment))


def encore_a_dire(attendu: Attendu, moment: str) -> bool:
    """Whether the words still fit the day: « before » is not said after."""
    return moment != Moment.AVANT or timezone.localdate() <= attendu.du_le


def _texte(attendu: Attendu, moment: Moment) -> Texte:
    entente = Entente.objects.select_related("organisation").get(pk=attendu.entente_id)
    mots = {"date": formater_date(attendu.du_le), "quoi": attendu.quoi}
    contexte = {
        "attendu": attendu,
        "entente": entente,
        "avant": moment is Moment.AVANT,
        "relance": moment is Moment.RELANCE,
        "lien": settings.PORTAIL_URL + page_de(attendu),
    }
    return Texte(
        objet=f"{SUJETS[moment] % mots} ({entente.numero})",
        corps=render_to_string("partenaires/courriels/rappel.txt", contexte),
    )


def page_de(attendu: Attendu) -> str:
    """The page where the party acts."""
    routes = {
        "reddition": "reddition",
        "reddition_due": "reddition",
        "versement": "versement",
        "versement_du": "versement",
        "revue_mi_parcours": "revue",
        "mesure_corrective": "mesure_corrective",
        "anomalie": "reddition",
    }
    if attendu.genre == "signature":
        return page_de_signature(DocumentSigne.objects.get(signataires=attendu.objet_id))
    if attendu.genre == "decompte":
        return reverse("decompte", args=[attendu.entente_id])
    try:
        return reverse(routes[attendu.genre], args=[attendu.objet_id])
    except (KeyError, NoReverseMatch):
        assert attendu.entente_id is not None
        return page_entente(attendu.entente_id)


def page_entente(entente_id: uuid.UUID) -> str:
    """The page of the entente."""
    try:
        return reverse("entente", args=[entente_id])
    except NoReverseMatch:
        return reverse("revues")


for _genre in GENRES:
    # Asked again at each attempt: what was true when it was deposited may have changed.
    redige(f"rappel:{_genre}", a_chaque_envoi=True)(
        lambda identifiant, _canal, genre=_genre: _rediger(genre, identifiant)
    )
