"""Which of 8,000 provisional groups with shared teachers open for 100,000 persons: gap, time, and the rule of thumb.

`python -m bench.formation PERSONNES GROUPES` prints the rows for another size.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import Ligne
from bench.instances_formation import formation_fictive
from inscriptions.placement.formation_lecture import lire_formation
from inscriptions.placement.formation_resoudre import appliquer_la_regle, resoudre_formation
from inscriptions.placement.formation_verifier import violations_formation
from inscriptions.placement.lecture import decoder
from inscriptions.placement.verifier_format import ouvrir

PERSONNES, GROUPES = 100_000, 8_000
# What the portal gives a run: `formation_duree_max_minutes`.
BUDGET = 480
DUREE_MAX, ECART_MAX, MEMOIRE_MAX = 600, 0.02, 4_096


def mesurer(personnes: int = PERSONNES, groupes: int = GROUPES) -> list[Ligne]:
    """The rows of the table; the run has its own process, so that its peak memory is its own."""
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier, "formation.json")
        fichier.write_text(json.dumps(formation_fictive(personnes, groupes)))
        commande = [sys.executable, "-m", "bench.formation", str(fichier)]
        mesures = json.loads(subprocess.run(commande, check=True, capture_output=True).stdout)
    return _lignes(f"formation {personnes // 1000}k", mesures)


def _lignes(nom: str, m: dict[str, float]) -> list[Ligne]:
    ecart = 1 - m["norme"] / m["borne"]
    return [
        Ligne(f"{nom} : écart prouvé", f"{ecart:.2%}", f"{ECART_MAX:.0%}", f"{ecart / ECART_MAX:.2f}", "goal ≤ 1"),
        Ligne(
            f"{nom} : commencent dans la norme",
            f"{m['norme']:.0f}",
            f"{m['borne']:.0f}",
            f"{m['norme'] / m['borne']:.4f}",
            "limit: what the prices prove",
        ),
        Ligne(
            f"{nom} : la règle du pouce",
            f"{m['regle']:.0f}",
            f"{m['borne']:.0f}",
            f"{m['regle'] / m['borne']:.4f}",
            "open where the list is longest; same limit",
        ),
        _duree(f"{nom} : résolution", m["resolution"], DUREE_MAX, f"{m['processeur']:.0f} s of processor"),
        _duree(f"{nom} : vérification", m["verification"], m["resolution"], "limit: solving"),
        Ligne(
            f"{nom} : mémoire de pointe",
            f"{m['memoire']:.0f} Mo",
            f"{MEMOIRE_MAX} Mo",
            f"{m['memoire'] / MEMOIRE_MAX:.2f}",
            "verification not included",
        ),
    ]


def _duree(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.1f} s", f"{limite:.1f} s", f"{valeur / limite:.2f}", note)


def _essai(fichier: str) -> dict[str, float]:
    """One run in this process: every stage timed."""
    octets = Path(fichier).read_bytes()
    formation = lire_formation(decoder(octets))
    debut, processeur = time.perf_counter(), time.process_time()
    resultat = resoudre_formation(formation, presse=lambda: time.perf_counter() - debut > BUDGET)
    resolution, processeur = time.perf_counter() - debut, time.process_time() - processeur
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    debut = time.perf_counter()
    problemes = violations_formation(ouvrir(octets), ouvrir(resultat.canonique()))
    verification = time.perf_counter() - debut
    if problemes:
        raise RuntimeError(problemes[0])
    return {
        "norme": resultat.criteres[0].valeur,
        "borne": resultat.criteres[0].borne or 0,
        "regle": appliquer_la_regle(formation)[1][0],
        "resolution": resolution,
        "processeur": processeur,
        "verification": verification,
        "memoire": memoire,
    }


if __name__ == "__main__":
    if len(sys.argv) == 2:
        sys.stdout.write(json.dumps(_essai(sys.argv[1])))
    else:
        sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in mesurer(*map(int, sys.argv[1:]))))
