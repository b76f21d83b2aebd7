"""Computing a run: read once, solve each lot wherever a worker is free, verify, keep.

Every step leaves its result in the database and looks for it first: a worker that dies or a broker that forgets costs
one step, started again by the clock. The last lot solved starts the conclusion.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import franchir
from inscriptions.models import DossierExecution, ExecutionPlacement, PartieExecution
from inscriptions.placement.archive import (
    archiver,
    archiver_lot,
    archiver_reseau,
    archiver_solutions,
    comprimer,
    decomprimer,
    lot_de,
    ouvrir,
    repartir_en_lots,
    reseau_de,
    solutions_de,
)
from inscriptions.placement.composantes import separer
from inscriptions.placement.instance import Instance
from inscriptions.placement.lecture_rapide import lire_canonique
from inscriptions.placement.reseau import Reseau, construire, positions
from inscriptions.placement.resoudre import Solution, conclure, resoudre_la_partie, reunir
from inscriptions.placement.resultat import Resultat
from inscriptions.placement.verifier import verifier
from inscriptions.queries.archives import SANS_GROUPE, cours_du, ecrire_cours, ecrire_demandes, tableaux_des_personnes
from inscriptions.queries.explications import constat
from inscriptions.queries.placement import demande_du_profil, instance_de
from inscriptions.queries.priorites import regle_gardee
from inscriptions.states import EtatExecution

Avancement = Callable[[str], None]
LOTS = 8
# Under so many persons, sending parts elsewhere costs more than solving them here.
PERSONNES_PAR_LOT = 2_000

# Those without a seat, as one list; whose they are is read where it is written.
SANS_PLACE = """
INSERT INTO inscriptions_nonplacement
  (id, execution_id, inscription_id, personne_id, region_id, contrainte, explication, changement, details)
SELECT gen_random_uuid(), %s, i.id, i.personne_id, i.region_id, s.contrainte, s.explication, '', s.details::jsonb
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS s(inscription, contrainte, explication, details)
JOIN inscriptions_inscription i ON i.id = s.inscription
ON CONFLICT (execution_id, inscription_id) DO NOTHING
"""


def calculer(*, execution_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _texte: None) -> str:
    """Every step here, one after the other; return the state reached. A second run finds the result and stops."""
    for partie in preparer(execution_id=execution_id, le=le, avancement=avancement):
        resoudre_partie(partie_id=partie, le=le)
    return achever(execution_id=execution_id, le=le, avancement=avancement)


def preparer(
    *, execution_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _texte: None, lots: int = LOTS
) -> list[uuid.UUID]:
    """Take the snapshot and cut it into lots, once; return the lots still to be solved."""
    with portee(Acteur.systeme()):
        execution = ExecutionPlacement.objects.select_related("session").get(pk=execution_id)
        if execution.etat != EtatExecution.DEMANDEE:
            return []
        # A twin waits here, then finds the snapshot taken.
        execution = execution.verrouillee()
        if not DossierExecution.objects.filter(execution=execution).exists():
            avancement(_("Lecture des personnes et des groupes"))
            execution.regle_priorite = regle_gardee()
            execution.save(update_fields=["regle_priorite"])
            _deposer(execution, le, lots)
        return list(execution.parties.filter(resolue_le__isnull=True).values_list("pk", flat=True))


def resoudre_partie(*, partie_id: uuid.UUID, le: datetime) -> uuid.UUID | None:
    """Solve one lot; return its run when no lot is left. A second run finds the solution."""
    with portee(Acteur.systeme()):
        partie = PartieExecution.objects.get(pk=partie_id)
    if partie.resolue_le is None:
        solutions = archiver_solutions([resoudre_la_partie(p.reseau) for p in lot_de(partie.probleme)])
        with portee(Acteur.systeme()):
            siennes = PartieExecution.objects.filter(pk=partie_id, resolue_le__isnull=True)
            siennes.update(solution=solutions, resolue_le=le)
    with portee(Acteur.systeme()):
        restent = PartieExecution.objects.filter(execution=partie.execution_id, resolue_le__isnull=True).exists()
    return None if restent else partie.execution_id


def achever(*, execution_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _texte: None) -> str:
    """Bring the lots together, verify, keep; return the state reached. Nothing happens while a lot is missing."""
    with portee(Acteur.systeme()):
        # The lots before the state: they are emptied by the transaction that leaves it.
        parties = list(PartieExecution.objects.filter(execution=execution_id))
        execution = ExecutionPlacement.objects.select_related("dossier", "regle_priorite").get(pk=execution_id)
    if execution.etat != EtatExecution.DEMANDEE or any(partie.solution is None for partie in parties):
        return execution.etat
    avancement(_("Vérification indépendante"))
    octets = decomprimer(execution.dossier.instance)
    instance = lire_canonique(octets)
    if instance is None:
        raise RuntimeError("the snapshot kept is not the one that was written")
    tableaux = ouvrir(execution.dossier.reseau)
    reseau, ordre = reseau_de(tableaux), tableaux["ordre"]
    solution = reunir(reseau, [une for partie in parties for une in zip(*_resolue(partie), strict=True)])
    resultat = conclure(instance, ordre, reseau, solution)
    rendu = resultat.canonique()
    manquements = verifier(octets, json.loads(rendu))
    return _conclure(execution, instance, (reseau, ordre, solution), resultat, rendu, manquements, le)


def _resolue(partie: PartieExecution) -> tuple[list, list]:
    return lot_de(partie.probleme), solutions_de(partie.solution or b"")


def _deposer(execution: ExecutionPlacement, le: datetime, lots: int) -> None:
    """Keep the snapshot and its lots: from here on, nothing depends on what the database becomes."""
    lue = instance_de(session=execution.session, regions=execution.regions, le=le, graine=execution.graine)
    instance, octets = lue.instance.ecrite()
    ordre = instance.ordre()
    reseau = construire(instance, ordre)
    DossierExecution.objects.create(
        execution=execution,
        instance=comprimer(octets),
        personnes=archiver(tableaux_des_personnes(lue) | {"rang": positions(ordre)}),
        reseau=archiver_reseau(reseau, ordre=ordre),
        demandes=ecrire_demandes(lue),
        cours=ecrire_cours(lue.cours),
    )
    nombre = min(lots, max(1, len(ordre) // PERSONNES_PAR_LOT))
    PartieExecution.objects.bulk_create(
        [
            PartieExecution(
                execution=execution,
                numero=numero,
                nb_personnes=sum(len(partie.rangs) for partie in lot),
                probleme=archiver_lot(lot),
            )
            for numero, lot in enumerate(repartir_en_lots(list(separer(reseau)), nombre), start=1)
        ]
    )


def _conclure(
    execution: ExecutionPlacement,
    instance: Instance,
    calcul: tuple[Reseau, np.ndarray, Solution],
    resultat: Resultat,
    rendu: bytes,
    manquements: list[str],
    le: datetime,
) -> str:
    """Keep the result; a result that fails verification is kept as failed, and offers nothing."""
    portail = Acteur.systeme()
    champs: dict[str, Any] = {
        "empreinte": resultat.empreinte,
        "manquements": manquements,
        "nb_personnes": len(instance.personnes.ids),
        "nb_places": sum(instance.groupes.capacites),
        "nb_placees": len(resultat.placements),
        "cout": resultat.cout,
        "duree_ms": max(0, round((le - execution.demandee_le).total_seconds() * 1000)),
    }
    with portee(portail):
        execution = execution.verrouillee()
        if execution.etat != EtatExecution.DEMANDEE:
            return execution.etat
        _garder_le_resultat(execution, instance, calcul, resultat, rendu)
        if manquements:
            motif = _("La vérification indépendante a relevé %(n)d manquements.") % {"n": len(manquements)}
            franchir(execution, "echouer", acteur=portail, le=le, motif=motif, **champs)
            return execution.etat
        contexte = {"regle_priorite": execution.regle_priorite.numero} if execution.regle_priorite else {}
        franchir(execution, "proposer", acteur=portail, le=le, contexte=contexte, **champs)
        _noter_les_sans_place(execution, instance, calcul[0])
    return execution.etat


def _garder_le_resultat(
    execution: ExecutionPlacement,
    instance: Instance,
    calcul: tuple[Reseau, np.ndarray, Solution],
    resultat: Resultat,
    rendu: bytes,
) -> None:
    """The result beside its snapshot: as bytes that can be verified again, and as arrays for the pages."""
    reseau, ordre, solution = calcul
    dossier = execution.dossier
    personne = {nom: i for i, nom in enumerate(instance.personnes.ids)}
    groupe = {nom: i for i, nom in enumerate(instance.groupes.ids)}
    lignes = [(personne[p], groupe[g]) for p, g in resultat.placements if p in personne and g in groupe]
    qui, ou = np.array(lignes, np.int64).reshape(-1, 2).T
    personnes = ouvrir(dossier.personnes)
    personnes["groupe"][qui] = ou
    effectifs = np.bincount(ou, minlength=len(groupe)).tolist()
    dossier.resultat = comprimer(rendu)
    dossier.personnes = archiver(personnes)
    dossier.reseau = archiver_reseau(reseau, ordre=ordre, flux=solution.flux)
    dossier.groupes = [
        [nom, libres, places]
        for nom, libres, places in zip(instance.groupes.ids, instance.groupes.capacites, effectifs, strict=True)
    ]
    dossier.save(update_fields=["resultat", "personnes", "reseau", "groupes"])
    # The lots have served: the file holds all that they said.
    execution.parties.update(probleme=b"", solution=b"")


def _noter_les_sans_place(execution: ExecutionPlacement, instance: Instance, reseau: Reseau) -> None:
    """One row for each person without a seat, in one statement; the words are made once for all who are alike."""
    dossier = execution.dossier
    personnes = ouvrir(dossier.personnes)
    textes = decomprimer(dossier.demandes).decode().split("\n")
    demande, raison = lru_cache(None)(lambda profil: demande_du_profil(textes[profil])), lru_cache(None)(constat)
    offerts = {
        (niveau, cours.filiere)
        for cours in cours_du(dossier).values()
        for niveau in range(cours.niveau, cours.niveau_max + 1)
    }
    sans = np.flatnonzero(personnes["groupe"] == SANS_GROUPE).tolist()
    convient = np.bincount(reseau.de, minlength=reseau.nb_classes) > 0
    places = np.bincount(reseau.de, weights=reseau.places[reseau.vers], minlength=reseau.nb_classes).astype(int)
    rangs, classes, profils = (personnes[nom].tolist() for nom in ("rang", "classe", "profil"))
    lignes = []
    for numero in sans:
        voulue, classe = demande(profils[numero]), classes[numero]
        siennes = int(places[classe]) if convient[classe] else None
        mots = raison(siennes, voulue.niveau, (voulue.niveau, voulue.filiere) in offerts)
        details = json.dumps({"rang": rangs[numero] + 1, "places": siennes or 0})
        lignes.append((instance.personnes.ids[numero], *map(str, mots), details))
    if lignes:
        with connection.cursor() as curseur:
            curseur.execute(SANS_PLACE, [execution.pk, *map(list, zip(*lignes, strict=True))])
