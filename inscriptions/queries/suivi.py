"""The facts of a person's page, and her history in her own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_PARTENAIRE, ROLES_PERSONNE, Role
from guichet.cycle import CYCLES
from guichet.models import Journal, Motif
from inscriptions.models import Inscription, NonPlacement, OffreDePlace, Place
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
}
# Accepting an offer says all three.
SOUS_ENTENDUS = {("inscription", "placer"), ("place", "ouvrir")}


@dataclass(frozen=True)
class Suivi:
    """What the page needs: the facts, the open offer and the seat they come from."""

    situation: Situation
    offre: OffreDePlace | None = None
    place: Place | None = None
    explication: NonPlacement | None = None


def suivi_de(demande: Inscription, *, maintenant: datetime) -> Suivi:
    """Read what the state makes useful, nothing more."""
    jour = timezone.localdate(maintenant)
    offre = place = explication = None
    if demande.etat == E.EN_ATTENTE:
        offre = demande.offres.filter(etat=EtatOffre.PROPOSEE).select_related("groupe").first()
        explication = _explication(demande)
    elif demande.etat in (E.EN_COURS, E.TERMINEE):
        place = _place(demande)
    situation = Situation(
        etat=demande.etat,
        jour=jour,
        **_dates(demande),
        offre_expire_le=timezone.localtime(offre.expire_le) if offre else None,
        attente=explication.explication if explication else "",
        changement=explication.changement if explication else "",
        place=place.etat if place else "",
        debut=place.groupe.debut if place else None,
        fin=place.groupe.fin if place else None,
        niveau=demande.niveau,
        motif=_dernier_motif(demande) if demande.etat in (E.A_COMPLETER, E.NON_ADMISSIBLE, E.INACTIVE) else "",
        jamais_envoyee=demande.deposee_le is None,
    )
    return Suivi(situation, offre, place, explication)


def histoire(demande: Inscription) -> list[dict[str, Any]]:
    """Every step of the request, its offers and its seats, the newest first."""
    siennes = Q(objet_id=demande.pk)
    for enfants in (demande.offres, demande.places):
        siennes |= Q(objet_id__in=enfants.values("pk"))
    lignes = [
        ligne
        for ligne in Journal.objects.filter(siennes, personne=demande.personne_id).order_by("-id")
        if (ligne.objet_type, ligne.pas) not in SOUS_ENTENDUS
    ]
    motifs = dict(
        Motif.objects.filter(code__in={ligne.motif_code for ligne in lignes} - {""}).values_list("code", "libelle")
    )
    return [
        {
            "le": ligne.le,
            "titre": _titre(ligne),
            "detail": raison(motifs.get(ligne.motif_code, ""), ligne.motif),
            "par": _par(Role(ligne.acteur_role)),
        }
        for ligne in lignes
    ]


def _dates(demande: Inscription) -> dict[str, date | None]:
    """Our promises, each counted from the day that starts it."""
    deposee = timezone.localdate(demande.deposee_le) if demande.deposee_le else None
    complete = _debut_de_l_attente(demande)
    depuis = timezone.localdate(demande.etat_depuis)
    etat = demande.etat
    return {
        "reponse_le": echeances.date_reponse(deposee) if deposee and etat == E.DEPOSEE else None,
        "a_completer_avant": echeances.fin_pour_completer(depuis) if etat == E.A_COMPLETER else None,
        "evaluation_le": echeances.date_evaluation(complete) if complete and etat == E.COMPLETE else None,
        "cours_vise_le": echeances.date_visee_du_cours(complete)
        if complete and etat in (E.EVALUEE, E.EN_ATTENTE)
        else None,
    }


def _debut_de_l_attente(demande: Inscription) -> date | None:
    """The day the file was complete; for someone who already had a seat, the day she came back in the queue."""
    if demande.etat == E.EN_ATTENTE and demande.en_attente_le and demande.places.exists():
        return timezone.localdate(demande.en_attente_le)
    return timezone.localdate(demande.complete_le) if demande.complete_le else None


def _explication(demande: Inscription) -> NonPlacement | None:
    """Why the last confirmed run gave no seat."""
    return (
        NonPlacement.objects.filter(inscription=demande, publiee_le__isnull=False).order_by("-publiee_le", "id").first()
    )


def _place(demande: Inscription) -> Place | None:
    """The seat held, or the last one finished."""
    places = list(demande.places.select_related("groupe__lieu", "groupe__organisation").order_by("-confirmee_le")[:5])
    actives = [p for p in places if p.etat in (EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE)]
    return next(iter(actives or places), None)


def _dernier_motif(demande: Inscription) -> str:
    """The reason of the step that led here, coded words first."""
    ligne = Journal.objects.de_l_objet(demande).last()
    if ligne is None:
        return ""
    code = Motif.objects.filter(pk=ligne.motif_code).values_list("libelle", flat=True).first() or ""
    return raison(code, ligne.motif)


def raison(code: str, precision: str) -> str:
    """The coded words, then what was added to them."""
    if not code or precision in ("", code):
        return code or precision
    return f"{code.rstrip('.')}. {precision}"


def _titre(ligne: Journal) -> Any:
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
