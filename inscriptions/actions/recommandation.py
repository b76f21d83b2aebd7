"""« Proposer cette personne »: a partner refers, the person agrees, an adviser decides; nobody jumps the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions import courriels_suites as courriels
from inscriptions.actions.offre import PlaceNonOfferte, exiger_motif, proposer_place
from inscriptions.models import Groupe, Inscription, OffreDePlace, OrigineOffre, Recommandation
from inscriptions.queries.candidats import est_a_servir
from inscriptions.queries.recommandation import demande_de, demande_du_courriel, est_rejoignable
from inscriptions.states_suites import ORGANISATION, EtatRecommandation


@dataclass(frozen=True, slots=True)
class Designation:
    """How the partner names the person: a file number with a birth date, or an address."""

    numero_dossier: str = ""
    naissance: date | None = None
    courriel: str = ""


@transaction.atomic
def proposer_personne(
    *, groupe: Groupe, designation: Designation, motif_code: str, acteur: Acteur, le: datetime
) -> Recommandation:
    """Ask the person's consent; the partner gets the same answer whether or not the file exists."""
    if acteur.role not in ORGANISATION or groupe.organisation_id != acteur.organisation_id:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de proposer une personne."))
    if not est_rejoignable(groupe, le=le):
        raise TransitionRefusee(_("Ce groupe n’accueille plus de nouvelles personnes."))
    _verifier_nombre(acteur, le)
    motif = exiger_motif("recommandation.proposer", motif_code, le)
    with portee(Acteur.systeme()):
        demande = demande_de(designation.numero_dossier, designation.naissance)
        recommandation = Recommandation(
            groupe=groupe,
            organisation_id=groupe.organisation_id,
            region_id=demande.region_id if demande else groupe.region_id,
            inscription=demande,
            personne=demande.personne if demande else None,
            numero_dossier=designation.numero_dossier,
            courriel=designation.courriel.lower(),
            motif=motif,
            demandee_le=le,
            expire_le=_echeance(le),
            proposee_par_id=acteur.utilisateur_id,
        )
        try:
            with transaction.atomic():
                ouvrir(recommandation, acteur=acteur, le=le)
        except IntegrityError as erreur:
            raise TransitionRefusee(_("Vous avez déjà proposé cette personne pour ce groupe.")) from erreur
        courriels.demander_accord(recommandation, le=le)
    return recommandation


@transaction.atomic
def consentir(*, recommandation: Recommandation, acteur: Acteur, le: datetime) -> Recommandation:
    """The person agrees: from now on the partner knows her name, and an adviser looks at the proposal."""
    with portee(Acteur.systeme()):
        recommandation = recommandation.verrouillee()
        if recommandation.expire_le <= le:
            raise TransitionRefusee(_("Le délai pour répondre est passé."))
        franchir(recommandation, "consentir", acteur=acteur, le=le, consentie_le=le)
        rattacher(recommandation)
    return recommandation


@transaction.atomic
def refuser_recommandation(*, recommandation: Recommandation, acteur: Acteur, le: datetime) -> Recommandation:
    """The person says no, or takes her consent back: the partner no longer reads her name."""
    with portee(Acteur.systeme()):
        recommandation = recommandation.verrouillee()
        franchir(recommandation, "refuser", acteur=acteur, le=le, nom_consenti="")
    return recommandation


@transaction.atomic
def offrir_la_place(*, recommandation: Recommandation, acteur: Acteur, le: datetime) -> OffreDePlace:
    """Offer a seat of the group, when nobody before the person is owed it."""
    inscription = _demande(recommandation)
    recommandation = recommandation.verrouillee()
    with portee(Acteur.systeme()):
        groupe = Groupe.objects.get(pk=recommandation.groupe_id)
        if not est_a_servir(inscription.pk, groupe, le=le):
            raise PlaceNonOfferte(
                _("Aucune place libre : celles du groupe reviennent à d’autres, avant cette personne.")
            )
        offre = proposer_place(
            inscription=inscription, groupe=groupe, acteur=acteur, le=le, origine=OrigineOffre.RECOMMANDEE
        )
    franchir(recommandation, "offrir", acteur=acteur, le=le, offre=offre)
    return offre


@transaction.atomic
def noter_preference(*, recommandation: Recommandation, acteur: Acteur, le: datetime) -> Recommandation:
    """Keep the proposal: it comes back to the adviser when the group has a seat for the person's rank."""
    recommandation = recommandation.verrouillee()
    franchir(recommandation, "noter_preference", acteur=acteur, le=le)
    with portee(Acteur.systeme()):
        courriels.annoncer_suite(recommandation, retenue=True, le=le)
    return recommandation


@transaction.atomic
def ecarter(
    *, recommandation: Recommandation, motif_code: str, precision: str = "", acteur: Acteur, le: datetime
) -> Recommandation:
    """Set the proposal aside for a coded reason; the person keeps her rank and is told."""
    recommandation = recommandation.verrouillee()
    motif = exiger_motif("recommandation.ecarter", motif_code, le)
    franchir(recommandation, "ecarter", acteur=acteur, le=le, motif_code=motif.code, motif=precision or motif.libelle)
    with portee(Acteur.systeme()):
        courriels.annoncer_suite(recommandation, retenue=False, le=le)
    return recommandation


@transaction.atomic
def retirer_recommandation(*, recommandation: Recommandation, acteur: Acteur, le: datetime) -> Recommandation:
    """The partner takes its proposal back."""
    recommandation = recommandation.verrouillee()
    franchir(recommandation, "retirer", acteur=acteur, le=le)
    return recommandation


@transaction.atomic
def suivre(*, recommandation: Recommandation, le: datetime) -> Recommandation | None:
    """What the clock does: end it past its delay, find the request of an invited person, bring a preference back."""
    portail = Acteur.systeme()
    with portee(portail):
        recommandation = recommandation.verrouillee()
        groupe = Groupe.objects.get(pk=recommandation.groupe_id)
        if recommandation.est_finie:
            return None
        sans_reponse = recommandation.etat == EtatRecommandation.DEMANDEE and recommandation.expire_le <= le
        if sans_reponse or not est_rejoignable(groupe, le=le):
            franchir(recommandation, "expirer", acteur=portail, le=le)
            return recommandation
        if recommandation.etat == EtatRecommandation.PREFERENCE:
            if recommandation.inscription_id and est_a_servir(recommandation.inscription_id, groupe, le=le):
                franchir(recommandation, "rouvrir", acteur=portail, le=le)
                return recommandation
            return None
        if recommandation.etat == EtatRecommandation.CONSENTIE and recommandation.inscription_id is None:
            return rattacher(recommandation)
    return None


def rattacher(recommandation: Recommandation) -> Recommandation | None:
    """Tie an agreed referral to the person's request and keep her name; None while she has none."""
    demande = recommandation.inscription or demande_du_courriel(recommandation.courriel)
    if demande is None or demande.region_id is None:
        return None
    recommandation.inscription, recommandation.personne = demande, demande.personne
    recommandation.region_id = demande.region_id
    recommandation.nom_consenti = demande.personne.nom_complet
    recommandation.save(update_fields=["inscription", "personne", "region", "nom_consenti"])
    return recommandation


def _demande(recommandation: Recommandation) -> Inscription:
    if recommandation.inscription is None:
        raise TransitionRefusee(_("La personne n’a pas encore envoyé de demande."))
    return recommandation.inscription


def _verifier_nombre(acteur: Acteur, le: datetime) -> None:
    """A bound on what one account may ask in a day: numbers are not to be tried one after the other."""
    jour = timezone.localdate(le)
    du_jour = Recommandation.objects.filter(proposee_par=acteur.utilisateur_id, demandee_le__date=jour).count()
    if du_jour >= int(parametre("recommandations_par_jour_maximum", au=jour)):
        raise TransitionRefusee(_("Vous avez fait beaucoup de propositions aujourd’hui. Continuez demain."))


def _echeance(le: datetime) -> datetime:
    """The last evening of the days given to answer."""
    jour = timezone.localdate(le)
    dernier = ajouter_jours_ouvrables(
        jour, int(parametre("delai_accord_recommandation_jours", au=jour)), jours_feries()
    )
    return timezone.make_aware(datetime.combine(dernier, time(23, 59)))
