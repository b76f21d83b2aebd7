"""Following a person up: opened once by the clock, attempts noted, ended with an outcome or by her coming back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Consentement, Motif, Personne
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions import courriels_relances as courriels
from inscriptions.actions.offre import exiger_motif
from inscriptions.courriels import veut_des_textos
from inscriptions.models import CANAUX_ENVOYES, CanalContact, SuiviPersonne, TentativeContact
from inscriptions.queries.contacts import RELANCES, empechements
from inscriptions.queries.suivis import Cause, avec_le_fait
from inscriptions.states_relances import SUIVENT, EtatSuivi

JOINTE = frozenset({"suivi_joint", "suivi_revient"})
# How an attempt that settles everything ends the follow-up.
FINS = {"suivi_ne_souhaite_plus": "fin_ne_souhaite_plus", "suivi_demenagee": "fin_demenagee"}


@transaction.atomic
def ouvrir_suivi(*, cause: Cause, le: datetime) -> SuiviPersonne | None:
    """Open the follow-up of one thing that happened; None when it is open already, or was."""
    suivi = SuiviPersonne(
        genre=cause.genre,
        cause=cause.cause,
        cause_le=cause.cause_le,
        inscription_id=cause.inscription_id,
        place_id=cause.place_id,
        personne_id=cause.personne_id,
        region_id=cause.region_id,
        organisation_id=cause.organisation_id,
        detail=cause.detail,
        ouvert_le=le,
        agir_le=_dans(le, f"suivi_delai_{cause.genre}_jours"),
    )
    try:
        with transaction.atomic():
            return ouvrir(suivi, acteur=Acteur.systeme(), le=le)
    except IntegrityError:  # Another worker opened it just before.
        return None


@transaction.atomic
def annuler_si_revenue(*, suivi: SuiviPersonne, le: datetime) -> SuiviPersonne | None:
    """End the follow-up when the person is back or nothing is left to follow; None when someone must still act."""
    portail = Acteur.systeme()
    with portee(portail):
        suivi = suivi.verrouillee()
        fait = avec_le_fait(SuiviPersonne.objects.ouverts()).filter(pk=suivi.pk).values_list("fait", flat=True).first()
        if not fait:
            return None
        motif = exiger_motif("suivi.annuler", fait, le)
        _clore(suivi, "annuler", motif, motif.libelle, portail, le)
    return suivi


@transaction.atomic
def noter_tentative(
    *,
    suivi: SuiviPersonne,
    canal: str,
    motif_code: str = "",
    note: str = "",
    prochaine_le: date | None = None,
    acteur: Acteur,
    le: datetime,
) -> TentativeContact | None:
    """Keep one attempt and what it changes; None when the person came back meanwhile: nobody calls her.

    An e-mail or a text message is sent by the portal; its outcome is that it was sent.
    """
    _reserver(acteur)
    if annuler_si_revenue(suivi=suivi, le=le):
        return None
    suivi = suivi.verrouillee()
    if not suivi.est_ouvert:
        raise TransitionRefusee(_("Ce suivi est clos."))
    _exiger_canal(suivi.personne, canal)
    envoyee = canal in CANAUX_ENVOYES
    domaine, code = ("suivi.envoyer", "suivi_envoye") if envoyee else ("suivi.contacter", motif_code)
    motif = exiger_motif(domaine, code, le)
    prochaine_le = _prochaine(motif, prochaine_le, le)
    tentative = TentativeContact.objects.create(
        suivi=suivi,
        personne_id=suivi.personne_id,
        region_id=suivi.region_id,
        organisation_id=suivi.organisation_id,
        canal=canal,
        motif=motif,
        note=note,
        prochaine_le=prochaine_le,
        le=le,
        par_id=acteur.utilisateur_id,
        par_libelle=acteur.libelle,
    )
    _suites(suivi, motif, prochaine_le, acteur, le)
    if envoyee:
        courriels.relancer(tentative, le=le)
    return tentative


@transaction.atomic
def declarer_injoignable(*, suivi: SuiviPersonne, acteur: Acteur, le: datetime) -> SuiviPersonne:
    """Nobody could reach her: refused before enough attempts were made."""
    suivi = suivi.verrouillee()
    minimum = int(parametre("suivi_tentatives_minimum", au=timezone.localdate(le)))
    faites = suivi.tentatives.count()
    if faites < minimum:
        raise TransitionRefusee(
            _("Faites au moins %(minimum)d tentatives avant : %(faites)d notées.")
            % {"minimum": minimum, "faites": faites}
        )
    franchir(suivi, "declarer_injoignable", acteur=acteur, le=le)
    return suivi


@transaction.atomic
def clore_suivi(
    *, suivi: SuiviPersonne, motif_code: str, precision: str = "", acteur: Acteur, le: datetime
) -> SuiviPersonne:
    """End the follow-up with its outcome."""
    _reserver(acteur)
    suivi = suivi.verrouillee()
    motif = exiger_motif("suivi.clore", motif_code, le)
    _clore(suivi, "clore", motif, precision or motif.libelle, acteur, le)
    return suivi


def _suites(suivi: SuiviPersonne, motif: Motif, prochaine_le: date | None, acteur: Acteur, le: datetime) -> None:
    """What an attempt changes: the stage, the day of the next action, her wish to be left alone."""
    champs: dict[str, Any] = {"agir_le": prochaine_le or suivi.agir_le}
    if motif.code in FINS:
        if motif.code == "suivi_ne_souhaite_plus":
            _garder_le_refus(suivi.personne, le)
        fin = exiger_motif("suivi.clore", FINS[motif.code], le)
        _clore(suivi, "clore", fin, fin.libelle, acteur, le)
    elif motif.code in JOINTE and suivi.etat != EtatSuivi.JOINT:
        franchir(suivi, "joindre", acteur=acteur, le=le, motif_code=motif.code, **champs)
    elif suivi.etat in (EtatSuivi.OUVERT, EtatSuivi.INJOIGNABLE):
        franchir(suivi, "tenter", acteur=acteur, le=le, **champs)
    else:
        suivi.agir_le = champs["agir_le"]
        suivi.save(update_fields=["agir_le"])


def _clore(suivi: SuiviPersonne, pas: str, motif: Motif, texte: str, acteur: Acteur, le: datetime) -> None:
    franchir(suivi, pas, acteur=acteur, le=le, motif_code=motif.code, motif=texte, issue=motif, clos_le=le)


def _garder_le_refus(personne: Personne, le: datetime) -> None:
    """Her wish holds for every follow-up and campaign, until she acts again herself."""
    with portee(Acteur.systeme()):
        actifs = Consentement.objects.filter(personne=personne, finalite=RELANCES, retire_le__isnull=True)
        actifs.update(retire_le=le)
        Consentement.objects.create(
            personne=personne, region_id=personne.region_id, finalite=RELANCES, version="contact", accorde=False, le=le
        )


def _exiger_canal(personne: Personne, canal: str) -> None:
    with portee(Acteur.systeme()):
        raison = empechements(personne, textos=veut_des_textos(personne)).get(canal, _("Choisissez un moyen."))
    if raison and canal != CanalContact.EN_PERSONNE:
        raise TransitionRefusee(raison)


def _prochaine(motif: Motif, choisie: date | None, le: datetime) -> date | None:
    """The day to try again: the one chosen, else the usual delay; none once everything is settled."""
    if motif.code in FINS:
        return None
    return choisie or _dans(le, "suivi_delai_tentative_jours")


def _dans(le: datetime, cle: str) -> date:
    jour = timezone.localdate(le)
    return ajouter_jours_ouvrables(jour, int(parametre(cle, au=jour)), jours_feries())


def _reserver(acteur: Acteur) -> None:
    if acteur.role not in SUIVENT:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de suivre cette personne."))
