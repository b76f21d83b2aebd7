"""Placing 20,000 persons in 1,200 groups, against the flow solver alone on arrays already in memory.

`python -m bench.placement PERSONNES GROUPES` prints the rows for another size.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ortools.graph.python import max_flow

from bench import Ligne
from bench.instances import instance_fictive
from inscriptions.placement.flot import placer_dans_l_ordre, repartir_au_moindre_cout
from inscriptions.placement.lecture import decoder, lire_instance
from inscriptions.placement.reseau import Reseau, construire
from inscriptions.placement.resoudre import resoudre
from inscriptions.placement.verifier import violations
from inscriptions.placement.verifier_format import ouvrir

PERSONNES, GROUPES, ESSAIS = 20_000, 1_200, 3


def mesurer(personnes: int = PERSONNES, groupes: int = GROUPES) -> list[Ligne]:
    """The rows of the table; each run has its own process, so that its peak memory is its own."""
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier, "instance.json")
        fichier.write_text(json.dumps(instance_fictive(personnes, groupes)))
        commande = [sys.executable, "-m", "bench.placement", str(fichier)]
        essais = [json.loads(subprocess.run(commande, check=True, capture_output=True).stdout) for _ in range(ESSAIS)]
    mediane = {cle: statistics.median(e[cle] for e in essais) for cle in essais[0]}
    return _lignes(f"placement {personnes // 1000}k", mediane)


def _lignes(nom: str, m: dict[str, float]) -> list[Ligne]:
    bout_en_bout = m["lecture"] + m["resolution"] + m["ecriture"]
    return [
        _duree(f"{nom} : résolution", m["resolution"], m["flots"], "limit: the two flows alone; goal ≤ 2"),
        _duree(f"{nom} : du fichier au fichier", bout_en_bout, m["flots"], "parse, solve, write; same limit"),
        _duree(f"{nom} : lecture", m["lecture"], m["json"], "limit: json.loads alone"),
        _duree(f"{nom} : vérification", m["verification"], m["flots"], "reading included; limit: the two flows"),
        Ligne(
            f"{nom} : personnes placées",
            f"{m['placees']:.0f}",
            f"{m['optimum']:.0f}",
            f"{m['placees'] / m['optimum']:.4f}",
            "limit: maximum flow; goal 1",
        ),
        Ligne(
            f"{nom} : mémoire de pointe",
            f"{m['memoire']:.0f} Mo",
            f"{m['memoire_lue']:.0f} Mo",
            f"{m['memoire'] / m['memoire_lue']:.2f}",
            "limit: the process once json.loads is done; verification not included",
        ),
    ]


def _duree(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.3f} s", f"{limite:.3f} s", f"{valeur / limite:.2f}", note)


def _chronometrer(fonction: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    debut = time.perf_counter()
    retour = fonction(*arguments)
    return retour, time.perf_counter() - debut


def _essai(fichier: str) -> dict[str, float]:
    """One run in this process: every stage timed, limits included."""
    octets = Path(fichier).read_bytes()
    duree_json = _chronometrer(json.loads, octets)[1]
    memoire_lue = _memoire()
    instance, lecture = _chronometrer(lambda: lire_instance(decoder(octets)))
    resultat, resolution = _chronometrer(resoudre, instance)
    sortie, ecriture = _chronometrer(resultat.canonique)
    memoire = _memoire()
    problemes, verification = _chronometrer(lambda: violations(ouvrir(octets), ouvrir(sortie)))
    if problemes:
        raise RuntimeError(problemes[0])
    reseau = construire(instance, instance.ordre())
    _, flots = _chronometrer(lambda: repartir_au_moindre_cout(reseau, placer_dans_l_ordre(reseau)))
    return {
        "json": duree_json,
        "lecture": lecture,
        "resolution": resolution,
        "ecriture": ecriture,
        "verification": verification,
        "flots": flots,
        "placees": len(resultat.placements),
        "optimum": _flot_maximal(reseau),
        "memoire": memoire,
        "memoire_lue": memoire_lue,
    }


def _flot_maximal(reseau: Reseau) -> int:
    """The most persons that any placement could seat, whatever their order."""
    flot, source = max_flow.SimpleMaxFlow(), reseau.nb_classes + reseau.nb_types
    types = np.arange(reseau.nb_types) + reseau.nb_classes
    effectifs = reseau.effectifs()
    flot.add_arcs_with_capacity(np.full(reseau.nb_classes, source), np.arange(reseau.nb_classes), effectifs)
    flot.add_arcs_with_capacity(reseau.de, types[reseau.vers], effectifs[reseau.de])
    flot.add_arcs_with_capacity(types, np.full(reseau.nb_types, source + 1), reseau.places)
    flot.solve(source, source + 1)
    return int(flot.optimal_flow())


def _memoire() -> float:
    """The peak memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) == 2:
        sys.stdout.write(json.dumps(_essai(sys.argv[1])))
    else:
        sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in mesurer(*map(int, sys.argv[1:]))))
