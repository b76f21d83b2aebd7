"""The facts of a person's page, and her history in her own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_PARTENAIRE, ROLES_PERSONNE, Role
from guichet.cycle import CYCLES
from guichet.models import Motif
from guichet.referentiels.cache import memoriser
from guichet.referentiels.formats import heure_locale, jour_local
from inscriptions.models import CanalContact, Inscription
from inscriptions.queries import echeances
from inscriptions.states import EtatInscription as E
from inscriptions.states import EtatOffre, EtatPlace
from inscriptions.suivi import Situation

# The person's words for each step; the others keep the cycle's past tense.
MOTS = {
    ("inscription", "ouvrir"): _("Demande commencée"),
    ("inscription", "deposer"): _("Demande envoyée"),
    ("inscription", "retourner"): _("Information demandée"),
    ("inscription", "completer"): _("Demande complétée et renvoyée"),
    ("inscription", "declarer_complete"): _("Votre dossier est complet"),
    ("inscription", "evaluer"): _("Votre niveau est connu"),
    ("inscription", "mettre_en_attente"): _("Nous cherchons une place pour vous"),
    ("inscription", "remettre_en_attente"): _("Nous cherchons de nouveau une place"),
    ("inscription", "poursuivre"): _("Niveau suivant demandé"),
    ("inscription", "rendre_inactive"): _("Demande mise en pause"),
    ("inscription", "refuser"): _("Demande non acceptée"),
    ("offre", "ouvrir"): _("Une place vous est offerte"),
    ("offre", "accepter"): _("Vous acceptez la place"),
    ("offre", "decliner"): _("Vous refusez la place"),
    ("offre", "expirer"): _("L’offre est expirée : le délai est passé"),
    ("offre", "retirer"): _("L’offre est annulée"),
    ("place", "commencer"): _("Votre cours commence"),
    ("place", "terminer"): _("Votre cours est terminé"),
    ("place", "noter_absence_initiale"): _("L’école ne vous a pas vu au premier cours"),
    ("place", "fermer"): _("Votre groupe a fermé"),
    ("place", "rendre"): _("Vous rendez votre place"),
    ("place", "transferer"): _("Vous changez de groupe"),
}
CONTACTS: dict[str, Any] = {
    CanalContact.TELEPHONE: _("Nous vous appelons"),
    CanalContact.COURRIEL: _("Nous vous écrivons un courriel"),
    CanalContact.SMS: _("Nous vous écrivons un texto"),
    CanalContact.LETTRE: _("Nous vous écrivons une lettre"),
    CanalContact.EN_PERSONNE: _("Nous vous parlons en personne"),
}
REPONSES: dict[str, Any] = {
    "contact_jointe": _("Nous avons parlé ensemble."),
    "contact_message": _("Nous avons laissé un message."),
    "contact_sans_reponse": _("Vous n’avez pas répondu."),
    "contact_invalide": _("Le numéro ou l’adresse ne marche pas. Corrigez vos coordonnées."),
    "suivi_joint": _("Nous avons parlé ensemble."),
    "suivi_revient": _("Vous nous dites que vous revenez."),
    "suivi_message": _("Nous avons laissé un message."),
    "suivi_sans_reponse": _("Vous n’avez pas répondu."),
    "suivi_invalide": _("Le numéro ou l’adresse ne marche pas. Corrigez vos coordonnées."),
    "suivi_ne_souhaite_plus": _("Vous ne voulez plus de contact. Nous arrêtons."),
    "suivi_demenagee": _("Vous nous dites que vous n’habitez plus au Québec."),
}
# Accepting an offer says all three.
SOUS_ENTENDUS = {("inscription", "placer"), ("place", "ouvrir")}


class DemandeLue(NamedTuple):
    """A request, as the person's pages need it."""

    pk: UUID
    numero: str
    etat: str
    etat_depuis: datetime
    cree_le: datetime
    deposee_le: datetime | None
    complete_le: datetime | None
    en_attente_le: datetime | None
    niveau: int | None
    admissibilite: dict[str, Any]
    classe_priorite: int
    criteres_priorite: list[str]

    CYCLE = Inscription.CYCLE

    @property
    def est_en_attente(self) -> bool:
        """True while the person waits for a seat."""
        return self.etat == E.EN_ATTENTE


class OffreLue(NamedTuple):
    """An offer, as the person's page needs it."""

    pk: UUID
    inscription_id: UUID
    etat: str
    expire_le: datetime


class PlaceLue(NamedTuple):
    """A seat and the dates of its group."""

    pk: UUID
    inscription_id: UUID
    etat: str
    debut: date | None
    fin: date | None


class Explication(NamedTuple):
    """Why the last confirmed run gave no seat."""

    inscription_id: UUID
    explication: str
    changement: str


class Pas(NamedTuple):
    """One row of the journal."""

    objet_type: str
    objet_id: UUID
    pas: str
    vers: str
    le: datetime
    acteur_role: str
    motif_code: str
    motif: str


class Contact(NamedTuple):
    """One attempt to reach the person."""

    le: datetime
    canal: str
    motif_id: str
    organisation_id: UUID | None


@dataclass(frozen=True)
class Faits:
    """What was read of a request: offers and seats (the latest first), the person's journal and the attempts to reach
    her, the newest first.
    """

    demande: DemandeLue
    offres: Sequence[OffreLue] = ()
    places: Sequence[PlaceLue] = ()
    explication: Explication | None = None
    pas: Sequence[Pas] = ()
    contacts: Sequence[Contact] = ()


@dataclass(frozen=True)
class Suivi:
    """What the page needs: the facts, the open offer and the seat they come from."""

    situation: Situation
    offre: OffreLue | None = None
    place: PlaceLue | None = None
    explication: Explication | None = None


def suivi_de(faits: Faits, *, maintenant: datetime) -> Suivi:
    """Keep what the state makes useful, nothing more."""
    demande = faits.demande
    offre = place = explication = None
    if demande.etat == E.EN_ATTENTE:
        offre = next((offre for offre in faits.offres if offre.etat == EtatOffre.PROPOSEE), None)
        explication = faits.explication
    elif demande.etat in (E.EN_COURS, E.TERMINEE):
        place = _place(faits.places)
    situation = Situation(
        etat=demande.etat,
        jour=jour_local(maintenant),
        **_dates(faits),
        offre_expire_le=heure_locale(offre.expire_le) if offre else None,
        attente=explication.explication if explication else "",
        changement=explication.changement if explication else "",
        place=place.etat if place else "",
        debut=place.debut if place else None,
        fin=place.fin if place else None,
        niveau=demande.niveau,
        motif=_dernier_motif(faits) if demande.etat in (E.A_COMPLETER, E.NON_ADMISSIBLE, E.INACTIVE) else "",
        jamais_envoyee=demande.deposee_le is None,
    )
    return Suivi(situation, offre, place, explication)


def histoire(faits: Faits) -> list[dict[str, Any]]:
    """Every step of the request, its offers and its seats, and every attempt to reach her, the newest first."""
    return sorted([*_etapes(faits), *map(_contact, faits.contacts)], key=itemgetter("le"), reverse=True)


def _etapes(faits: Faits) -> list[dict[str, Any]]:
    siens = {faits.demande.pk, *(offre.pk for offre in faits.offres), *(place.pk for place in faits.places)}
    motifs = libelles_des_motifs()
    return [
        {
            "le": pas.le,
            "titre": _titre(pas),
            "detail": raison(motifs.get(pas.motif_code, ""), pas.motif),
            "par": _par(Role(pas.acteur_role)),
        }
        for pas in faits.pas
        if pas.objet_id in siens and (pas.objet_type, pas.pas) not in SOUS_ENTENDUS
    ]


def _contact(contact: Contact) -> dict[str, Any]:
    """One attempt, in plain words."""
    return {
        "le": contact.le,
        "titre": CONTACTS[contact.canal],
        "detail": REPONSES.get(contact.motif_id, ""),
        "par": _("Par l’école") if contact.organisation_id else _("Par le ministère"),
    }


def _dates(faits: Faits) -> dict[str, date | None]:
    """Our promises, each counted from the day that starts it."""
    demande = faits.demande
    deposee = jour_local(demande.deposee_le) if demande.deposee_le else None
    complete = _debut_de_l_attente(faits)
    depuis = jour_local(demande.etat_depuis)
    etat = demande.etat
    return {
        "reponse_le": echeances.date_reponse(deposee) if deposee and etat == E.DEPOSEE else None,
        "a_completer_avant": echeances.fin_pour_completer(depuis) if etat == E.A_COMPLETER else None,
        "evaluation_le": echeances.date_evaluation(complete) if complete and etat == E.COMPLETE else None,
        "cours_vise_le": echeances.date_visee_du_cours(complete)
        if complete and etat in (E.EVALUEE, E.EN_ATTENTE)
        else None,
    }


def _debut_de_l_attente(faits: Faits) -> date | None:
    """The day the file was complete; for someone who already had a seat, the day she came back in the queue."""
    demande = faits.demande
    if demande.etat == E.EN_ATTENTE and demande.en_attente_le and faits.places:
        return jour_local(demande.en_attente_le)
    return jour_local(demande.complete_le) if demande.complete_le else None


def _place(places: Sequence[PlaceLue]) -> PlaceLue | None:
    """The seat held, or the last one finished."""
    actives = [place for place in places if place.etat in (EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE)]
    return next(iter(actives or places), None)


def _dernier_motif(faits: Faits) -> str:
    """The reason of the step that led here, coded words first."""
    dernier = next((pas for pas in faits.pas if pas.objet_id == faits.demande.pk), None)
    return raison(libelles_des_motifs().get(dernier.motif_code, ""), dernier.motif) if dernier else ""


@memoriser
def libelles_des_motifs() -> dict[str, str]:
    """The words of every coded reason."""
    return dict(Motif.objects.values_list("code", "libelle"))


def raison(code: str, precision: str) -> str:
    """The coded words, then what was added to them."""
    if not code or precision in ("", code):
        return code or precision
    return f"{code.rstrip('.')}. {precision}"


def _titre(ligne: Pas) -> Any:
    mots = MOTS.get((ligne.objet_type, ligne.pas))
    if mots is not None:
        return mots
    cycle = CYCLES[ligne.objet_type]
    return next((pas.passe for pas in cycle.pas if pas.nom == ligne.pas), cycle.libelle(ligne.vers, Role.PERSONNE))


def _par(role: Role) -> Any:
    if role in ROLES_PERSONNE:
        return _("Par vous")
    if role in ROLES_PARTENAIRE:
        return _("Par l’école")
    return "" if role is Role.SYSTEME else _("Par le ministère")
