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

from bench import Ligne
from bench.instances import ecrire_instance
from inscriptions.placement.flot import placer_dans_l_ordre, places_occupees, repartir_au_moindre_cout
from inscriptions.placement.instance import Instance
from inscriptions.placement.lecture_rapide import lire_canonique
from inscriptions.placement.reseau import Reseau, construire
from inscriptions.placement.resoudre import resoudre
from inscriptions.placement.verifier import violations
from inscriptions.placement.verifier_format import ouvrir

PERSONNES, GROUPES, ESSAIS, GRAINES = 20_000, 1_200, 3, 5
MEMOIRE_PERMISE_MO = 2048


def mesurer(personnes: int = PERSONNES, groupes: int = GROUPES) -> list[Ligne]:
    """The rows of the table; each stage has its own process, so that its peak memory is its own."""
    essais = ESSAIS if personnes < 500_000 else 1
    with tempfile.TemporaryDirectory() as dossier:
        instance, resultat = str(Path(dossier, "instance.json")), str(Path(dossier, "resultat.json"))
        _dans_son_processus("ecrire", instance, str(personnes), str(groupes), "1")
        faits = [_dans_son_processus("resoudre", instance, resultat) for _ in range(essais)]
        juges = [_dans_son_processus("verifier", instance, resultat) for _ in range(essais)]
        limites = _dans_son_processus("flots", instance)
    m = _medianes(faits) | {f"v_{cle}": valeur for cle, valeur in _medianes(juges).items()} | limites
    nom = f"placement {personnes // 1000}k"
    return _lignes(nom, m) + (qualite(personnes, groupes) if personnes <= PERSONNES else [])


def qualite(personnes: int = PERSONNES, groupes: int = GROUPES, graines: int = GRAINES) -> list[Ligne]:
    """Beside one central list served first come, first served: people placed, and days waited by those left out."""
    with tempfile.TemporaryDirectory() as dossier:
        fichier = str(Path(dossier, "instance.json"))
        comptes = []
        for graine in range(1, graines + 1):
            _dans_son_processus("ecrire", fichier, str(personnes), str(groupes), str(graine))
            comptes.append(_dans_son_processus("comparer", fichier))
    nom, note = f"placement {personnes // 1000}k, {graines} graines", "limit: first come, first served; median"
    m = _medianes(comptes)
    return [
        Ligne(f"{nom} : placées", f"{m['placees']:.0f}", f"{m['file']:.0f}", f"{m['placees'] / m['file']:.3f}", note),
        Ligne(
            f"{nom} : jours d’attente non servis",
            f"{m['jours']:.0f}",
            f"{m['jours_file']:.0f}",
            f"{m['jours'] / m['jours_file']:.3f}",
            note,
        ),
    ]


def _lignes(nom: str, m: dict[str, float]) -> list[Ligne]:
    fichier, juger = m["lecture"] + m["resolution"] + m["ecriture"], m["v_lecture"] + m["v_jugement"]
    return [
        _duree(f"{nom} : résolution", m["resolution"], m["flots"], "limit: the two flows alone; goal ≤ 2"),
        _duree(f"{nom} : du fichier au fichier", fichier, m["flots"], "parse, solve, write; same limit"),
        _duree(f"{nom} : vérification", juger, fichier, "from the files too; limit: parse, solve, write; goal ≤ 1"),
        _duree(f"{nom} : fichier résolu et vérifié", fichier + juger, 60.0, "limit: what is allowed for a million"),
        Ligne(
            f"{nom} : personnes placées",
            f"{m['placees']:.0f}",
            f"{m['optimum']:.0f}",
            f"{m['placees'] / m['optimum']:.4f}",
            "limit: maximum flow; goal 1",
        ),
        _memoire_permise(f"{nom} : mémoire pour résoudre", m["memoire"]),
        _memoire_permise(f"{nom} : mémoire pour vérifier", m["v_memoire"]),
    ]


def _memoire_permise(nom: str, valeur: float) -> Ligne:
    part = f"{valeur / MEMOIRE_PERMISE_MO:.2f}"
    return Ligne(nom, f"{valeur:.0f} Mo", f"{MEMOIRE_PERMISE_MO} Mo", part, "limit: what is allowed for a million")


def _duree(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.3f} s", f"{limite:.3f} s", f"{valeur / limite:.2f}", note)


def _medianes(essais: list[dict[str, float]]) -> dict[str, float]:
    return {cle: statistics.median(essai[cle] for essai in essais) for cle in essais[0]}


def _dans_son_processus(etape: str, *arguments: str) -> dict[str, float]:
    commande = [sys.executable, "-m", "bench.placement", etape, *arguments]
    return json.loads(subprocess.run(commande, check=True, stdout=subprocess.PIPE).stdout)


def _chronometrer(fonction: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    debut = time.perf_counter()
    retour = fonction(*arguments)
    return retour, time.perf_counter() - debut


def ecrire(fichier: str, personnes: str, groupes: str, graine: str) -> dict[str, float]:
    """The problem as a canonical file."""
    return {"octets": Path(fichier).write_bytes(ecrire_instance(int(personnes), int(groupes), int(graine)))}


def resoudre_fichier(fichier: str, sortie: str) -> dict[str, float]:
    """From a file to a file, every stage timed."""
    instance, lecture = _chronometrer(lambda: _lire(fichier))
    resultat, resolution = _chronometrer(resoudre, instance)
    _, ecriture = _chronometrer(lambda: Path(sortie).write_bytes(resultat.canonique()))
    return {
        "lecture": lecture,
        "resolution": resolution,
        "ecriture": ecriture,
        "placees": len(resultat.placements),
        "memoire": _memoire(),
    }


def verifier_fichier(fichier: str, resultat: str) -> dict[str, float]:
    """Both files judged, as the command does."""
    rendu, lecture = _chronometrer(lambda: ouvrir(Path(resultat).read_bytes()))
    problemes, jugement = _chronometrer(lambda: violations(Path(fichier).read_bytes(), rendu))
    if problemes:
        raise RuntimeError(problemes[0])
    return {"lecture": lecture, "jugement": jugement, "memoire": _memoire()}


def flots(fichier: str) -> dict[str, float]:
    """The flows alone, on arrays already in memory; and the most persons that any placement could seat."""
    instance = _lire(fichier)
    reseau = construire(instance, instance.ordre())
    durees = [_deux_flots(reseau) for _ in range(ESSAIS if len(reseau.rangs) < 500_000 else 1)]
    optimum = places_occupees(reseau, reseau.effectifs(), reseau.places)
    return {"flots": statistics.median(durees), "optimum": optimum}


def _deux_flots(reseau: Reseau) -> float:
    return _chronometrer(lambda: repartir_au_moindre_cout(reseau, placer_dans_l_ordre(reseau)))[1]


def comparer(fichier: str) -> dict[str, float]:
    """The placement, and what one central list would give: each in turn takes the cheapest free seat, for good."""
    instance = _lire(fichier)
    jours = -np.asarray(instance.personnes.priorites)[:, 1]
    servies = np.isin(np.array(instance.personnes.ids), [p for p, _ in resoudre(instance).placements])
    file = _premier_arrive(instance)
    return {
        "placees": int(servies.sum()),
        "file": int(file.sum()),
        "jours": int(jours[~servies].sum()),
        "jours_file": int(jours[~file].sum()),
    }


def _premier_arrive(instance: Instance) -> np.ndarray:
    reseau = construire(instance, instance.ordre())
    libres, bornes = reseau.places.tolist(), instance.classes.debuts.tolist()
    ordre = np.lexsort((reseau.cout, reseau.de))
    types, servies = reseau.vers[ordre].tolist(), np.zeros(len(reseau.rangs), bool)
    for personne in instance.ordre().tolist():
        classe = int(instance.personnes.classes[personne])
        for type_ in types[bornes[classe] : bornes[classe + 1]]:
            if libres[type_]:
                libres[type_] -= 1
                servies[personne] = True
                break
    return servies


def _lire(fichier: str) -> Instance:
    instance = lire_canonique(Path(fichier).read_bytes())
    if instance is None:
        raise RuntimeError(f"{fichier}: not canonical")
    return instance


def _memoire() -> float:
    """The peak memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


ETAPES = {
    "ecrire": ecrire,
    "resoudre": resoudre_fichier,
    "verifier": verifier_fichier,
    "flots": flots,
    "comparer": comparer,
}

if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in ETAPES:
        sys.stdout.write(json.dumps(ETAPES[sys.argv[1]](*sys.argv[2:])))
    else:
        sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in mesurer(*map(int, sys.argv[1:]))))
