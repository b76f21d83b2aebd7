"""A file of 100,000 services: read, shown, written; against COPY alone of the same rows into the same table.

`python -m bench.services LIGNES` prints the rows for another size.
"""

import json
import os
import resource
import sys
import time
from typing import Any

from bench import Ligne
from bench._base import dans_la_base, fichiers_sur_disque
from tests import base_de_donnees

LIGNES, TOURS, MEMOIRE_PERMISE_MO = 100_000, 3, 100
BASE = f"bench_services_{os.getpid()}"
COLONNES = "id, organisation_id, source, reference, activite, date, quantite, unite, clientele, region_id, personne_ref"
COLONNES += ", nombre, cree_le, fini_motif, lot_id, entente_id"


def mesurer(lignes: int = LIGNES) -> list[Ligne]:
    """The rows of the table."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        fait = dans_la_base("services", BASE, "dans-la-base", str(lignes))
    finally:
        base_de_donnees.supprimer(BASE)
    mesures = json.loads(fait)
    nom = f"services {lignes // 1000}k"
    debit, limite = lignes / mesures["ecrire"], lignes / mesures["nu"]
    note = "limit: COPY of the same rows into the same table, under a file of their own, keys, checks and indexes kept"
    return [
        Ligne(f"{nom} : écrits par seconde", f"{debit:.0f}", f"{limite:.0f}", f"{debit / limite:.2f}", note),
        _secondes(f"{nom} : fichier lu et gardé", mesures["recevoir"], "limit: a page's ten seconds"),
        _secondes(f"{nom} : aperçu, fautes comprises", mesures["apercevoir"], "limit: a page's ten seconds"),
        Ligne(
            f"{nom} : mémoire de plus",
            f"{mesures['memoire']:.0f} Mo",
            f"{MEMOIRE_PERMISE_MO} Mo",
            f"{mesures['memoire'] / MEMOIRE_PERMISE_MO:.2f}",
            "above the process at rest, the file in hand; limit: what is allowed",
        ),
    ]


def _secondes(nom: str, valeur: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.1f} s", "10.0 s", f"{valeur / 10:.2f}", note)


def _fichier(lignes: int, tour: int) -> bytes:
    from partenaires.services_lignes import COLONNES as TETE

    corps = "".join(
        f"T{tour}-{n:06d};;accueil;2026-03-{n % 28 + 1:02d};1,5;rencontre_individuelle;toutes;"
        f"{n % 17 + 1:02d};P-{n:06d};\r\n"
        for n in range(lignes)
    )
    return (";".join(TETE) + "\r\n" + corps).encode()


def _memoire() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def mesurer_la_base(lignes: int) -> dict[str, float]:
    """The best of each duration in seconds, and the memory in megabytes."""
    from django.utils import timezone

    from guichet.acteurs import Acteur, Role
    from guichet.cloison import portee
    from partenaires.actions import services as actions
    from partenaires.queries.services import apercevoir, lignes_du_lot
    from tests.factories.guichet import OrganisationFactory

    le = timezone.now()
    with portee(Acteur.systeme()):
        organisation, temoin = OrganisationFactory(), OrganisationFactory()
    agent = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=organisation.pk)
    with portee(Acteur.systeme()):
        # A kept file for the rows of the limit: a row of a file answers for it by two keys.
        autre = actions.recevoir_lot(
            acteur=Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=temoin.pk),
            le=le,
            organisation_id=temoin.pk,
            source="organisme",
            nom="f.csv",
            octets=_fichier(1, 0),
        )
    faits: dict[str, list[float]] = {"recevoir": [], "apercevoir": [], "ecrire": [], "nu": []}
    repos, memoire = _memoire(), 0.0
    lots: list[Any] = []

    def recevoir() -> None:
        octets = _fichier(lignes, len(lots))
        with portee(Acteur.systeme()):
            recu = {"organisation_id": organisation.pk, "source": "organisme", "nom": "f.csv", "octets": octets}
            lots.append(actions.recevoir_lot(acteur=agent, le=le, **recu))

    def montrer() -> None:
        with portee(Acteur.systeme()):
            apercu = apercevoir(lignes_du_lot(lots[-1]), organisation_id=organisation.pk, source="organisme", le=le)
            assert apercu.est_valide and apercu.effets["ajout"] == lignes

    def ecrire() -> None:
        with portee(Acteur.systeme()):
            effets = actions.copier_lot(lots[-1], le=le)
            assert effets is not None and effets["ajout"] == lignes

    for tour in range(TOURS):
        for nom, geste in (("recevoir", recevoir), ("apercevoir", montrer), ("ecrire", ecrire)):
            faits[nom].append(_chronometrer(geste))
        # The peak never comes down: it is read before the limit has filled the process.
        memoire = memoire or _memoire() - repos
        # The same rows, under an organisation of their own.
        faits["nu"].append(_nu(organisation.pk, temoin.pk, autre.pk, tour))
    return {nom: min(durees) for nom, durees in faits.items()} | {"memoire": memoire}


def _chronometrer(geste: Any) -> float:
    debut = time.perf_counter()
    geste()
    return time.perf_counter() - debut


def _nu(organisation: Any, temoin: Any, lot: Any, tour: int) -> float:
    """COPY of the rows just written, made ready beforehand, in one transaction."""
    autre = f"gen_random_uuid(), '{temoin}'::uuid"
    choix = COLONNES.replace("id, organisation_id", autre, 1).replace("lot_id", f"'{lot}'::uuid")
    lire = f"SELECT {choix} FROM partenaires_servicerendu WHERE organisation_id = '{organisation}'"  # noqa: S608
    lire += f" AND reference LIKE 'T{tour}-%'"
    with base_de_donnees.connexion_admin(os.environ["BENCH_BASE"]) as admin, admin.cursor() as curseur:
        with curseur.copy(f"COPY ({lire}) TO STDOUT") as sortie:
            blocs = [bytes(bloc) for bloc in sortie]
        pret = b"".join(blocs)
        debut = time.perf_counter()
        with admin.transaction(), curseur.copy(f"COPY partenaires_servicerendu ({COLONNES}) FROM STDIN") as copie:
            for place in range(0, len(pret), 65_536):
                copie.write(pret[place : place + 65_536])
        return time.perf_counter() - debut


if __name__ == "__main__":
    if sys.argv[1] == "dans-la-base":
        import django

        django.setup()
        with fichiers_sur_disque():
            fait = mesurer_la_base(int(sys.argv[2]))
        sys.stdout.write(json.dumps(fait) + "\n")
    else:
        from bench.__main__ import tableau

        sys.stdout.write("\n".join(tableau(mesurer(int(sys.argv[1])))) + "\n")
