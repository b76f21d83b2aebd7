"""What a scenario's page reads: progress, result, the words of its parameters."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Journal
from guichet.models.referentiels.immigration import FamilleStatut
from guichet.referentiels.formats import formater_date_heure
from guichet.referentiels.formules import Formule
from guichet.referentiels.queries import choix_regions
from indicateurs.models import Instantane, ResultatScenario, Scenario
from indicateurs.scenarios.contenu import GroupeFige
from indicateurs.scenarios.variante import FERMER, OUVRIR, PLACES, POURCENT, Changement, Parametres
from inscriptions.models import ExecutionPlacement, RegleDePriorite
from inscriptions.priorites import ClasseDePriorite, lire_classes
from inscriptions.states import EtatExecution

PLACEMENTS_MONTRES = 20
AVEC_RESULTAT = (EtatExecution.PROPOSEE, EtatExecution.CONFIRMEE, EtatExecution.REJETEE)


def cle_avancement(scenario_id: uuid.UUID | str) -> str:
    """The cache key under which the worker says how far it is."""
    return f"scenario:{scenario_id}"


def avancement(scenario: Scenario) -> str:
    """The step the worker is at, empty when it says nothing."""
    return cache.get(cle_avancement(scenario.pk), "")


def resultat_de(scenario: Scenario) -> dict[str, Any]:
    """Both sides and the difference; empty before the answer."""
    lu = ResultatScenario.objects.filter(scenario=scenario).values_list("resultat", flat=True).first()
    return lu or {}


def parametres_en_mots(parametres: Parametres) -> list[str]:
    """Each thing the scenario changes, as a sentence."""
    phrases = [_changement(changement) for changement in parametres.changements]
    if parametres.minimum is not None:
        phrases.append(_("Minimum de chaque groupe : %(n)d personnes") % {"n": parametres.minimum})
    if parametres.ordre:
        phrases.append(_("Ordre d’attribution : version %(n)d") % {"n": parametres.version or 0})
    if parametres.norme is not None:
        phrases.append(_("Norme : %(n)d jours ouvrables") % {"n": parametres.norme})
    if parametres.fermer_sous_minimum:
        phrases.append(_("Des deux côtés, un groupe vide ou sous son minimum n’ouvre pas"))
    return phrases


def _changement(changement: Changement) -> str:
    ou = _cible(changement)
    valeur = {"n": changement.valeur, "signe": f"{changement.valeur:+d}", "ou": ou}
    return {
        POURCENT: _("Places libres : %(signe)s %%, %(ou)s"),
        PLACES: _("Places libres de chaque groupe : %(signe)s, %(ou)s"),
        OUVRIR: _("Groupes de plus : %(n)d, %(ou)s"),
        FERMER: _("Aucune entrée : %(ou)s"),
    }[changement.action] % valeur


def _cible(changement: Changement) -> str:
    if changement.groupe:
        return _("groupe %(numero)s") % {"numero": changement.groupe}
    mots: Iterable[str] = (
        libelle_de("region", changement.region) if changement.region else _("toutes les régions"),
        _("niveau %(n)d") % {"n": changement.niveau} if changement.niveau else "",
        libelle_de("formule", changement.formule).lower() if changement.formule else "",
    )
    return ", ".join(filter(None, mots))


def libelle_de(dimension: str, valeur: str, classes: dict[str, str] | None = None) -> str:
    """The words of one value of a dimension."""
    match dimension:
        case "region":
            return str(dict(choix_regions()).get(valeur, valeur))
        case "niveau":
            return _("Niveau %(n)s") % {"n": valeur}
        case "famille":
            return str(dict(FamilleStatut.choices).get(valeur, _("Non indiqué")))
        case "formule":
            return str(dict(Formule.choices).get(valeur, valeur))
        case _:
            nom = (classes or {}).get(valeur, "")
            return f"{valeur}. {nom}" if nom else _("Classe %(n)s") % {"n": valeur}


def motif_d_echec(scenario: Scenario) -> str:
    """Why no figure could be given."""
    with portee(Acteur.systeme()):
        lignes = Journal.objects.de_l_objet(scenario).filter(pas="echouer")
        return lignes.values_list("motif", flat=True).first() or ""


def groupes_figes(instantane: Instantane) -> list[GroupeFige]:
    """The groups of a snapshot, without its people."""
    lignes = Instantane.objects.filter(pk=instantane.pk).values_list("donnees__groupes", flat=True).get()
    return [GroupeFige(*ligne) for ligne in lignes]


def ordre_fige(instantane: Instantane) -> tuple[ClasseDePriorite, ...]:
    """The dispatch order of a snapshot, without its people."""
    lignes = Instantane.objects.filter(pk=instantane.pk).values_list("donnees__ordre", flat=True).get()
    return lire_classes(lignes or [])


def placements_passes() -> list[tuple[str, str]]:
    """The last runs that gave a result: their session and their day, nobody's row."""
    with portee(Acteur.systeme()):
        executions = ExecutionPlacement.objects.filter(etat__in=AVEC_RESULTAT).select_related("session")
        lues = executions.only("pk", "demandee_le", "session__nom")[:PLACEMENTS_MONTRES]
        return [(str(e.pk), f"{e.session.nom}, {formater_date_heure(e.demandee_le)}") for e in lues]


def placement_passe(cle: str) -> ExecutionPlacement | None:
    """One of these runs, its session and regions only."""
    if not cle:
        return None
    with portee(Acteur.systeme()):
        return ExecutionPlacement.objects.select_related("session").only("pk", "regions", "session").get(pk=cle)


def question_de(scenario: Scenario) -> dict[str, Any]:
    """What the form of a new scenario shows to start from this one."""
    lus = scenario.parametres
    version = RegleDePriorite.objects.filter(numero=lus["version"]).first() if lus["version"] else None
    return {
        "nom": _("%(nom)s (copie)") % {"nom": scenario.nom},
        "instantane": scenario.instantane_id,
        "minimum": lus["minimum"],
        "version": version,
        "norme": lus["norme"],
        "fermer_sous_minimum": lus["fermer_sous_minimum"],
        "changements": lus["changements"],
    }
