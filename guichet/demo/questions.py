"""What the ministry finds in the demonstration: an order announced, scenarios, groups formed, a placement confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connections
from django.db.models import Count
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.demo.comptes import PAR_CLE
from guichet.models import Region, Utilisateur
from guichet.referentiels.queries import parametre
from indicateurs.actions.edition import figer_edition
from indicateurs.actions.scenario import demander_instantane, demander_scenario, figer
from indicateurs.models import Edition, Instantane, Scenario
from indicateurs.queries.editions import derniere_echeance
from indicateurs.scenarios.variante import OUVRIR, POURCENT, Changement, Parametres
from indicateurs.tasks import incorporer
from inscriptions.actions.calcul import calculer
from inscriptions.actions.envoi import envoyer_les_offres
from inscriptions.actions.execution import confirmer_execution, demander_placement
from inscriptions.actions.priorites import modifier_regle, publier_regle, rediger_regle
from inscriptions.models import ExecutionPlacement, Groupe, RegleDePriorite, SessionCours
from inscriptions.priorites import ClasseDePriorite
from inscriptions.states import GROUPES_OUVERTS, EtatExecution
from partenaires.actions.delegation import accorder_delegation
from partenaires.actions.formation import calculer_formation, confirmer_formation, demander_formation
from partenaires.actions.refonte import ajouter_preuve
from partenaires.models import DelegationPouvoir, ExecutionFormation, GroupePropose, NaturePreuve, Refonte
from partenaires.states import EtatFormation
from partenaires.states_refontes import EtatRefonte

ANNONCE = timedelta(days=21)
DELEGATION_DE_L_EXEMPLE = Decimal(400_000)
# The learners of the demonstration live there: groups are formed, nobody is placed.
REGION_FORMEE = "06"
ORDRE_ANNONCE = (
    ClasseDePriorite(1, "Groupe fermé ou annulé", ("groupe_ferme",)),
    ClasseDePriorite(2, "Attente plus longue que la norme", ("attente_hors_norme",)),
    ClasseDePriorite(3, "Protection et asile", ("personne_protegee", "demandeur_asile")),
    ClasseDePriorite(4, "Parents débutants", ("jeunes_enfants", "debutant"), tous=True),
    ClasseDePriorite(5, "Suite d’un cours terminé", ("suite_parcours",)),
    ClasseDePriorite(6, "Toutes les autres demandes"),
)


def preparer_questions(*, le: datetime) -> None:
    """Made once, by the same actions as the pages; the worker answers the scenarios."""
    with portee(Acteur.systeme()):
        if not RegleDePriorite.objects.filter(numero__gt=1).exists():
            _annoncer_un_ordre(_acteur("direction", Role.DIRECTION), le)
        if not Instantane.objects.exists():
            _poser_deux_questions(_acteur("analyste", Role.ANALYSTE), le)
        if not DelegationPouvoir.objects.filter(utilisateur__email=PAR_CLE["approbation"].courriel).exists():
            _deleguer(_acteur("direction", Role.DIRECTION), le)
        conseiller = _acteur("conseil-province", Role.CONSEILLER)
        if not ExecutionFormation.objects.exists():
            _former_deux_fois(conseiller, le)
        if not ExecutionPlacement.objects.exists():
            placer_une_fois(conseiller, le)


def figer_la_derniere(le: datetime) -> None:
    """The edition the calendar asked for last, from the whole journal of the province, once.

    It stands in a past that the rest of the demonstration does not change: a thread may make it meanwhile.
    """
    try:
        incorporer()
        with portee(Acteur.systeme()):
            if Edition.objects.exists():
                return
            echeance = derniere_echeance(timezone.localdate(le))
            figer_edition(jour=echeance, le=le, acteur=Acteur.systeme(), echeance=echeance)
    finally:
        connections.close_all()


def _acteur(cle: str, role: Role) -> Acteur:
    compte = Utilisateur.objects.get(email=PAR_CLE[cle].courriel)
    return Acteur(role=role, utilisateur_id=compte.pk, libelle=str(compte))


def _deleguer(direction: Acteur, le: datetime) -> None:
    """The demonstration's approver may decide on most requests; a larger one shows the refusal."""
    accorder_delegation(
        utilisateur=Utilisateur.objects.get(email=PAR_CLE["approbation"].courriel),
        montant_max=DELEGATION_DE_L_EXEMPLE,
        valide_du=timezone.localdate(le),
        valide_au=None,
        acte="Exemple de démonstration : délégation synthétique",
        acteur=direction,
        le=le,
    )


def _annoncer_un_ordre(direction: Acteur, le: datetime) -> None:
    regle = modifier_regle(
        regle=rediger_regle(acteur=direction, le=le),
        acteur=direction,
        nom="L’attente d’abord",
        pourquoi="Exemple : les personnes qui attendent trop longtemps passent avant.",
        certitude="synthetique",
        classes=ORDRE_ANNONCE,
    )
    publier_regle(regle=regle, date_effet=timezone.localdate(le) + ANNONCE, acteur=direction, le=le)


def _poser_deux_questions(analyste: Acteur, le: datetime) -> None:
    session = _session_la_plus_ouverte(le)
    if session is None:
        return
    regions = Region.objects.values_list("code", flat=True)
    instantane = demander_instantane(session=session, regions=regions, acteur=analyste, le=le)
    figer(instantane_id=instantane.pk, le=le)
    instantane.refresh_from_db()
    prix = float(parametre("prix_heure_groupe", au=timezone.localdate(le)))
    plus = Parametres((Changement(POURCENT, 20, region="06"), Changement(OUVRIR, 3, region="06")), prix_heure=prix)
    annoncee = RegleDePriorite.objects.get(numero=2)
    ordre = Parametres(ordre=annoncee.ordre, version=annoncee.numero, prix_heure=prix)
    scenarios = [
        demander_scenario(instantane=instantane, nom=nom, parametres=parametres, acteur=analyste, le=le)
        for nom, parametres in (("Plus de places à Montréal", plus), ("L’attente d’abord", ordre))
    ]
    appuyer_la_refonte(scenarios[0], analyste, le)


def appuyer_la_refonte(scenario: Scenario, analyste: Acteur, le: datetime) -> None:
    """The first proposal being written rests on what the scenario would change."""
    refonte = Refonte.objects.filter(etat=EtatRefonte.EBAUCHE).order_by("numero").first()
    if refonte is not None:
        note = "Ce que changeraient ces places dès la prochaine session."
        cle = str(scenario.pk)
        ajouter_preuve(refonte=refonte, nature=NaturePreuve.SCENARIO, cle=cle, note=note, acteur=analyste, le=le)


def _former_deux_fois(conseiller: Acteur, le: datetime) -> None:
    """One region confirmed, its partners to answer; the others for the worker to compute and an adviser to confirm."""
    offerts = GroupePropose.objects.offerts().values("groupe__session").annotate(nombre=Count("pk"))
    premiere = offerts.order_by("-nombre", "groupe__session").first()
    if premiere is None:
        return
    session = SessionCours.objects.get(pk=premiere["groupe__session"])
    autres = Region.objects.exclude(pk=REGION_FORMEE).values_list("pk", flat=True)
    formee = demander_formation(session=session, regions=[REGION_FORMEE], acteur=conseiller, le=le)
    if calculer_formation(execution_id=formee.pk, le=le) == EtatFormation.PROPOSEE:
        confirmer_formation(execution=formee, acteur=conseiller, le=le)
    demander_formation(session=session, regions=autres, acteur=conseiller, le=le)


def placer_une_fois(conseiller: Acteur, le: datetime) -> ExecutionPlacement | None:
    """A run already lived in every other region: verified, confirmed, its offers gone and not answered yet."""
    session = _session_la_plus_ouverte(le)
    if session is None:
        return None
    regions = Region.objects.exclude(pk=REGION_FORMEE).values_list("pk", flat=True)
    execution = demander_placement(session=session, regions=regions, acteur=conseiller, le=le)
    if calculer(execution_id=execution.pk, le=le) == EtatExecution.PROPOSEE:
        execution.refresh_from_db()
        confirmer_execution(execution=execution, acteur=conseiller, le=le)
        envoyer_les_offres(execution_id=execution.pk, le=le)
    execution.refresh_from_db()
    return execution


def _session_la_plus_ouverte(le: datetime) -> SessionCours | None:
    """The session to come with the most groups open to placement."""
    ouverts = Groupe.objects.filter(etat__in=GROUPES_OUVERTS, debut__gt=timezone.localdate(le))
    codes = ouverts.values("session").annotate(nombre=Count("pk")).order_by("-nombre", "session")
    return SessionCours.objects.filter(pk__in=[codes[0]["session"]]).first() if codes else None
