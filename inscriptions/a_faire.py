"""Which kinds of things need an adviser? Their rows, the promise of each, and the page that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet
from django.db.models import IntegerField as Entier
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur
from guichet.models import VerdictPiece
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions import policies
from inscriptions.states import GROUPES_OUVERTS, EtatExecution, EtatInscription, EtatOffre
from inscriptions.states_relances import SUIVIS_OUVERTS
from inscriptions.states_suites import EtatDossierReplacement, EtatReplacement

# A check that takes longer than this needs someone's eyes.
VERIFICATION_NORMALE = timedelta(hours=1)


# Promises counted from a day, not from a moment.
JOURS = frozenset({"agir_le", "debut", "echeance"})


@dataclass(frozen=True, slots=True)
class Tache:
    """One thing to do: for whom, why, by when."""

    genre: str
    libelle: Any
    sujet: str
    precision: str
    region: str
    region_id: str
    promis_le: date
    url: str
    responsable: str = ""

    def est_en_retard(self, jour: date) -> bool:
        """True when the promise is past."""
        return self.promis_le < jour


@dataclass(frozen=True, slots=True)
class Genre:
    """One kind of thing to do: its rows, the date each promise counts from, and how a row becomes a task."""

    code: str
    libelle: Any
    lignes: Callable[[Acteur, datetime], QuerySet[Any]]
    depuis: str
    delai: str | int
    sujet: Callable[[Any], str]
    url: Callable[[Any], str]
    precision: Callable[[Any], str] = lambda _objet: ""
    # Many at once, with one answer for all of them: a line above the queue, not a row each.
    collectif: bool = False

    def jours(self, jour: date) -> int:
        """Business days between the date and the promise: a number, or the parameter that gives it."""
        return self.delai if isinstance(self.delai, int) else int(parametre(self.delai, au=jour))

    def promesse(self, objet: Any, jour: date) -> date:
        """The day this row is promised for."""
        return ajouter_jours_ouvrables(_jour(attrgetter(self.depuis)(objet)), self.jours(jour), jours_feries())

    def en_retard(self, jour: date) -> Q:
        """The rows whose promise is past."""
        limite = ajouter_jours_ouvrables(jour, -self.jours(jour), jours_feries())
        if self.depuis in JOURS:
            return Q(**{f"{self.depuis}__lt": limite})
        return Q(**{f"{self.depuis.replace('.', '__')}__date__lt": limite})


def _inscriptions(etat: str, ordre: str) -> Callable[[Acteur, datetime], QuerySet[Any]]:
    def lignes(acteur: Acteur, _le: datetime) -> QuerySet[Any]:
        visibles = policies.inscriptions_visibles(acteur).filter(etat=etat)
        return visibles.select_related("personne", "region").order_by(ordre, "numero")

    return lignes


def _jour(moment: datetime | date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def _preuves(acteur: Acteur, le: datetime) -> QuerySet[Any]:
    """Requests whose current proof is refused, or still unchecked after the usual time."""
    douteuse = Q(preuve__verdict=VerdictPiece.REFUSEE) | Q(
        preuve__verdict=VerdictPiece.EN_QUARANTAINE, preuve__deposee_le__lt=le - VERIFICATION_NORMALE
    )
    ouvertes = (EtatInscription.DEPOSEE, EtatInscription.A_COMPLETER, EtatInscription.COMPLETE)
    visibles = policies.inscriptions_visibles(acteur).filter(douteuse, etat__in=ouvertes)
    return visibles.select_related("personne", "region", "preuve").order_by("preuve__deposee_le")


def _offres_bientot_echues(acteur: Acteur, le: datetime) -> QuerySet[Any]:
    """Offers that end by the next business day without an answer: the person deserves a call."""
    limite = ajouter_jours_ouvrables(timezone.localdate(le), 1, jours_feries())
    visibles = policies.offres_visibles(acteur).filter(
        etat=EtatOffre.PROPOSEE, expire_le__gt=le, expire_le__date__lte=limite
    )
    return visibles.select_related("personne", "region", "groupe").order_by("expire_le")


def _groupes_sous_minimum(acteur: Acteur, le: datetime) -> QuerySet[Any]:
    """Groups about to start with fewer people than their minimum."""
    jour = timezone.localdate(le)
    fenetre = ajouter_jours_ouvrables(jour, int(parametre("delai_groupe_sous_minimum_jours", au=jour)), jours_feries())
    visibles = policies.groupes_visibles(acteur).filter(etat__in=GROUPES_OUVERTS)
    if acteur.regions:
        visibles = visibles.filter(region__in=acteur.regions)
    trop_vides = visibles.filter(places_prises__lt=F("minimum"), debut__range=(jour, fenetre))
    return trop_vides.select_related("region", "organisation").order_by("debut", "numero")


def _attentes_longues(acteur: Acteur, le: datetime) -> QuerySet[Any]:
    """Past the service standard, still waiting and without an open offer."""
    jour = timezone.localdate(le)
    norme = int(parametre("norme_delai_jours_ouvrables", au=jour))
    limite = ajouter_jours_ouvrables(jour, -norme, jours_feries())
    visibles = policies.inscriptions_visibles(acteur).en_attente().sans_offre_vive()
    return visibles.filter(complete_le__date__lt=limite).select_related("personne", "region").order_by("complete_le")


def _refus_repetes(acteur: Acteur, le: datetime) -> QuerySet[Any]:
    """People no run serves any more because they declined too often: someone must talk with them."""
    maximum = int(parametre("offres_declinees_maximum", au=timezone.localdate(le)))
    declinees = Count("offres", filter=Q(offres__etat=EtatOffre.DECLINEE, offres__proposee_le__gte=F("en_attente_le")))
    visibles = policies.inscriptions_visibles(acteur).en_attente().sans_offre_vive()
    trop = visibles.annotate(nb_declinees=Cast(declinees, Entier())).filter(nb_declinees__gte=maximum)
    return trop.select_related("personne", "region").order_by("complete_le")


def _executions(acteur: Acteur, _le: datetime) -> QuerySet[Any]:
    visibles = policies.executions_visibles(acteur).filter(etat=EtatExecution.PROPOSEE)
    return visibles.select_related("session").order_by("demandee_le")


def _replacements(acteur: Acteur, _le: datetime) -> QuerySet[Any]:
    """Files of closed groups of the adviser's regions, until they are ended."""
    visibles = policies.dossiers_replacement_visibles(acteur).filter(etat=EtatDossierReplacement.OUVERT)
    if acteur.regions:
        visibles = visibles.filter(region__in=acteur.regions)
    restent = Count("replacements", filter=Q(replacements__etat=EtatReplacement.A_REPLACER))
    return visibles.select_related("region", "groupe").annotate(restent=Cast(restent, Entier())).order_by("echeance")


def _recommandations(acteur: Acteur, _le: datetime) -> QuerySet[Any]:
    """Persons a partner referred, who agreed and wait for a seat."""
    visibles = policies.recommandations_visibles(acteur).a_traiter()
    return visibles.select_related("personne", "region", "groupe").order_by("consentie_le")


def _refus_d_accueil(acteur: Acteur, _le: datetime) -> QuerySet[Any]:
    """Persons a partner says it cannot receive."""
    visibles = policies.refus_visibles(acteur).a_decider()
    return visibles.select_related("personne", "region", "motif").order_by("soumis_le")


def _suivis(acteur: Acteur, _le: datetime) -> QuerySet[Any]:
    """People to reach: absent, gone, silent."""
    visibles = policies.suivis_visibles(acteur).filter(etat__in=SUIVIS_OUVERTS)
    return visibles.select_related("personne", "region").order_by("agir_le", "ouvert_le")


def _a_replacer(dossier: Any) -> str:
    return ngettext("%(n)d personne à replacer", "%(n)d personnes à replacer", dossier.restent) % {"n": dossier.restent}


def _nom(objet: Any) -> str:
    return objet.personne.nom_complet


def _effectif(groupe: Any) -> str:
    return gettext("%(prises)d personnes pour un minimum de %(minimum)d, %(organisation)s") % {
        "prises": groupe.places_prises,
        "minimum": groupe.minimum,
        "organisation": groupe.organisation.nom,
    }


def _resultat(execution: Any) -> str:
    return gettext("%(placees)d personnes placées sur %(total)d") % {
        "placees": execution.nb_placees,
        "total": execution.nb_personnes,
    }


def _dossier(objet: Model) -> str:
    return reverse("dossier", args=[getattr(objet, "inscription_id", None) or objet.pk])


GENRES: tuple[Genre, ...] = (
    Genre(
        "replacement",
        _("Replacer les personnes d’un groupe fermé"),
        _replacements,
        "echeance",
        0,
        lambda d: d.groupe.numero,
        lambda d: reverse("replacement_dossier", args=[d.pk]),
        _a_replacer,
    ),
    Genre(
        "refus_accueil",
        _("Décider d’un refus d’accueil"),
        _refus_d_accueil,
        "soumis_le",
        "delai_decision_refus_accueil_jours",
        _nom,
        lambda r: reverse("refus_accueil", args=[r.pk]),
        lambda r: r.motif.libelle,
    ),
    Genre(
        "recommandation",
        _("Traiter la proposition d’une école"),
        _recommandations,
        "consentie_le",
        "delai_decision_recommandation_jours",
        _nom,
        lambda r: reverse("recommandation", args=[r.pk]),
        lambda r: r.groupe.numero,
    ),
    Genre(
        "completude",
        _("Vérifier si le dossier est complet"),
        _inscriptions(EtatInscription.DEPOSEE, "deposee_le"),
        "deposee_le",
        "delai_admissibilite_jours",
        _nom,
        _dossier,
        lambda i: i.numero,
    ),
    Genre(
        "evaluation",
        _("Évaluer le niveau"),
        _inscriptions(EtatInscription.COMPLETE, "complete_le"),
        "complete_le",
        "delai_evaluation_jours",
        _nom,
        lambda i: reverse("evaluation", args=[i.pk]),
        lambda i: i.numero,
    ),
    Genre(
        "mise_en_attente",
        _("Mettre en attente d’une place"),
        _inscriptions(EtatInscription.EVALUEE, "etat_depuis"),
        "etat_depuis",
        1,
        _nom,
        _dossier,
        lambda i: i.numero,
    ),
    Genre(
        "preuve",
        _("Revoir une preuve de statut"),
        _preuves,
        "preuve.deposee_le",
        2,
        _nom,
        _dossier,
        lambda i: i.preuve.get_verdict_display(),
    ),
    Genre(
        "offre",
        _("Joindre la personne avant la fin de l’offre"),
        _offres_bientot_echues,
        "expire_le",
        0,
        _nom,
        _dossier,
        lambda o: o.groupe.numero,
    ),
    Genre(
        "groupe",
        _("Décider d’un groupe sous son minimum"),
        _groupes_sous_minimum,
        "debut",
        -5,
        lambda g: g.numero,
        lambda g: reverse("groupe", args=[g.pk]),
        _effectif,
    ),
    Genre(
        "placement",
        _("Confirmer un placement"),
        _executions,
        "demandee_le",
        1,
        lambda e: str(e.session),
        lambda e: reverse("placement", args=[e.pk]),
        _resultat,
    ),
    Genre(
        "attente",
        _("Trouver une solution : attente au-delà de la norme"),
        _attentes_longues,
        "complete_le",
        "norme_delai_jours_ouvrables",
        _nom,
        _dossier,
        lambda i: i.numero,
        collectif=True,
    ),
    Genre(
        "suivi",
        _("Joindre les personnes absentes, parties ou sans réponse"),
        _suivis,
        "agir_le",
        0,
        _nom,
        lambda s: reverse("suivi_personne", args=[s.pk]),
        lambda s: s.get_genre_display(),
        collectif=True,
    ),
    Genre(
        "refus",
        _("Parler à une personne qui a refusé plusieurs offres"),
        _refus_repetes,
        "etat_depuis",
        5,
        _nom,
        _dossier,
        lambda i: i.numero,
    ),
)
