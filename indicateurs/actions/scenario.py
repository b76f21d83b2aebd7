"""What-if: freeze a queue, ask a question about it, answer it under a login that sees nothing alive, archive it."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from indicateurs.models import Instantane, OrigineInstantane, Scenario
from indicateurs.queries.instantane import geler
from indicateurs.role_scenario import sous_role_scenario
from indicateurs.scenarios.calcul import ResultatRefuse, comparer
from indicateurs.scenarios.contenu import Contenu
from indicateurs.scenarios.variante import ChangementImpossible, Parametres
from indicateurs.states import SIMULATEURS, EtatScenario
from inscriptions.models import ExecutionPlacement, SessionCours

Avancement = Callable[[str], None]


@transaction.atomic
def demander_instantane(
    *,
    session: SessionCours,
    regions: Iterable[str],
    acteur: Acteur,
    le: datetime,
    execution: ExecutionPlacement | None = None,
) -> Instantane:
    """Ask for a frozen queue; the worker fills it once this transaction commits."""
    _exiger_simulateur(acteur)
    instantane = Instantane.objects.create(
        session=session,
        regions=sorted(set(regions)),
        execution=execution,
        origine=OrigineInstantane.EXECUTION if execution else OrigineInstantane.FILE,
        demande_par_id=acteur.utilisateur_id,
        demande_le=le,
    )
    _ensuite("figer_instantane", instantane_id=str(instantane.pk))
    return instantane


def figer(*, instantane_id: uuid.UUID, le: datetime) -> bool:
    """Fill a snapshot; a second run finds it filled, or being filled, and changes nothing."""
    with portee(Acteur.systeme()):
        instantanes = Instantane.objects.select_for_update(of=("self",), skip_locked=True)
        instantane = instantanes.filter(pk=instantane_id).first()
        if instantane is None or instantane.est_pret:
            return False
        gele = geler(instantane, le=le)
        instantane.donnees = gele.contenu.en_donnees()
        instantane.version_ordre, instantane.norme = gele.version, gele.contenu.norme
        instantane.nb_personnes, instantane.nb_groupes = len(gele.contenu.personnes), len(gele.contenu.groupes)
        instantane.nb_places = sum(groupe.libres for groupe in gele.contenu.groupes)
        instantane.fige_le = le
        instantane.save()
    return True


def demander_scenario(
    *,
    instantane: Instantane,
    nom: str,
    parametres: Parametres,
    acteur: Acteur,
    le: datetime,
    copie_de: Scenario | None = None,
) -> Scenario:
    """Ask a question about a frozen queue; the worker answers it once this transaction commits."""
    _exiger_simulateur(acteur)
    if not instantane.est_pret:
        raise TransitionRefusee(_("Cet instantané n’est pas encore figé. Attendez un moment."))
    if not parametres.change:
        raise TransitionRefusee(_("Changez au moins une chose : sinon les deux côtés sont pareils."))
    scenario = Scenario(
        nom=nom,
        instantane=instantane,
        parametres=parametres.en_donnees(),
        auteur_id=acteur.utilisateur_id,
        demande_le=le,
        copie_de=copie_de,
    )
    # A scenario belongs to no region: its journal is the province's.
    with portee(Acteur.systeme()):
        ouvrir(scenario, acteur=acteur, le=le)
        _ensuite("calculer_scenario", scenario_id=str(scenario.pk))
    return scenario


def calculer(*, scenario_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _texte: None) -> str:
    """Answer a scenario and return the state reached; a second run finds the answer and changes nothing."""
    debut = time.monotonic()
    with portee(Acteur.systeme()):
        scenario = Scenario.objects.get(pk=scenario_id)
    if not scenario.est_en_calcul:
        return scenario.etat
    try:
        _resoudre(scenario_id, le, avancement)
    except (ChangementImpossible, ResultatRefuse) as erreur:
        return _conclure(scenario, "echouer", le, debut, motif=str(erreur))
    return _conclure(scenario, "conclure", le, debut)


def archiver_scenario(*, scenario: Scenario, acteur: Acteur, le: datetime, motif: str) -> Scenario:
    """Put a scenario away, with the reason; nothing is deleted."""
    with portee(Acteur.systeme()):
        scenario = scenario.verrouillee()
        franchir(scenario, "archiver", acteur=acteur, le=le, motif=motif)
    return scenario


def _resoudre(scenario_id: uuid.UUID, le: datetime, avancement: Avancement) -> None:
    """Read the frozen content, solve both sides and keep the result, all under the scenarios' login."""
    with sous_role_scenario() as role:
        avancement("Lecture de la file figée")
        donnees, parametres = role.execute(
            "SELECT i.donnees, s.parametres FROM indicateurs_scenario s"
            " JOIN indicateurs_instantane i ON i.id = s.instantane_id WHERE s.id = %s",
            [scenario_id],
        ).fetchone()  # type: ignore[misc]
        resultat = comparer(Contenu.lire(donnees), Parametres.lire(parametres), avancement)
        role.execute(
            "INSERT INTO indicateurs_resultatscenario (scenario_id, resultat, calcule_le) VALUES (%s, %s, %s)"
            " ON CONFLICT (scenario_id) DO NOTHING",
            [scenario_id, json.dumps(resultat), le],
        )


def _conclure(scenario: Scenario, pas: str, le: datetime, debut: float, *, motif: str = "") -> str:
    portail = Acteur.systeme()
    with portee(portail):
        scenario = scenario.verrouillee()
        if scenario.etat != EtatScenario.DEMANDE:
            return scenario.etat
        franchir(scenario, pas, acteur=portail, le=le, motif=motif, duree_ms=round((time.monotonic() - debut) * 1000))
    return scenario.etat


def _exiger_simulateur(acteur: Acteur) -> None:
    if acteur.role not in SIMULATEURS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’essayer un scénario."))


def _ensuite(tache: str, **arguments: str) -> None:
    # Known by its function, the task waits in its own queue, the only one whose worker has the scenarios' login.
    from indicateurs import tasks

    transaction.on_commit(lambda: getattr(tasks, tache).delay(**arguments), robust=True)
