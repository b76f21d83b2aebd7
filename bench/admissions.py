"""Admissions: a file of 300,000 written against COPY alone; a duplicate looked for among a million registered persons.

`python -m bench.admissions LIGNES PERSONNES` prints the rows for other sizes.
"""

import json
import os
import random
import resource
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bench import Ligne
from bench._base import dans_la_base, fichiers_sur_disque
from tests import base_de_donnees

LIGNES, PERSONNES, ESSAIS, ESSAIS_TRIGRAMME, TOURS = 300_000, 1_000_000, 500, 150, 2
MEMOIRE_PERMISE_MO, SEUIL, TRIGRAMME = 100, 0.85, 0.45
BASE = f"bench_admissions_{os.getpid()}"
COLONNES = "id, cle, cohorte_id, identifiant, identifiant_index, prenom, nom, date_naissance, sexe, pays_id, langue_id"
COLONNES += ", categorie_id, region_id, francais, lot_id, ligne, cree_le, fini_motif"


def mesurer(lignes: int = LIGNES, personnes: int = PERSONNES) -> list[Ligne]:
    """The rows of the table."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        fait = dans_la_base("admissions", BASE, "dans-la-base", str(lignes), str(personnes))
    finally:
        base_de_donnees.supprimer(BASE)
    m = json.loads(fait)
    return [*_lignes_import(lignes, m), *_lignes_doublons(personnes, m)]


def _lignes_import(lignes: int, m: dict[str, Any]) -> list[Ligne]:
    nom, debit, limite = f"admissions {lignes // 1000}k", lignes / m["ecrire"], lignes / m["nu"]
    return [
        Ligne(
            f"{nom} : écrites par seconde",
            f"{debit:.0f}",
            f"{limite:.0f}",
            f"{debit / limite:.2f}",
            "judged when read; limit: COPY of the same rows into the same table, keys and indexes kept",
        ),
        _secondes(f"{nom} : fichier lu, protégé et jugé", m["lire"], 60, "by a worker; limit: a minute"),
        _secondes(f"{nom} : rapport d’une ligne fautive sur cent", m["fautes"], 60, "by a worker; limit: a minute"),
        Ligne(
            f"{nom} : mémoire de plus",
            f"{m['memoire']:.0f} Mo",
            f"{MEMOIRE_PERMISE_MO} Mo",
            f"{m['memoire'] / MEMOIRE_PERMISE_MO:.2f}",
            "above the process at rest, the file in hand; limit: what is allowed",
        ),
    ]


def _secondes(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.1f} s", f"{limite:.1f} s", f"{valeur / limite:.2f}", note)


def _lignes_doublons(personnes: int, m: dict[str, Any]) -> list[Ligne]:
    nom, cles, autre = f"doublons {personnes // 1000}k", m["cles"], m["trigramme"]
    lignes = [
        Ligne(f"{nom} : p50", f"{cles['p50']:.1f} ms", "10.0 ms", f"{cles['p50'] / 10:.2f}", "keys, then score"),
        Ligne(f"{nom} : p95", f"{cles['p95']:.1f} ms", "10.0 ms", f"{cles['p95'] / 10:.2f}", "limit: the goal"),
    ]
    if not autre:
        return [*lignes, Ligne(f"{nom} : F1", f"{cles['f1']:.3f}", "–", "–", "pg_trgm is not in this server")]
    note = f"limit: pg_trgm at {TRIGRAMME}, same score; recall {cles['rappel']:.3f}, precision {cles['precision']:.3f}"
    return [
        *lignes,
        Ligne(f"{nom} : F1", f"{cles['f1']:.3f}", f"{autre['f1']:.3f}", f"{cles['f1'] / autre['f1']:.2f}", note),
        Ligne(
            f"{nom} : p95 du trigramme",
            f"{autre['p95']:.1f} ms",
            f"{cles['p95']:.1f} ms",
            f"{autre['p95'] / cles['p95']:.1f}",
            "times the keys' p95",
        ),
    ]


def _fichier(lignes: int, tour: int, fautives: int = 0) -> bytes:
    from indicateurs.admissions_lignes import COLONNES as TETE

    pas = lignes // fautives if fautives else lignes + 1
    corps = "".join(
        f"T{tour}-{n:06d};{'mars' if n % pas == pas - 1 else f'2026-{n % 6 + 1:02d}'};permanente;"
        f"{10**9 + tour * lignes + n if n % 5 < 3 else ''};Prenom{n % 997};Nom{n % 9973};"
        f"{1950 + n % 60}-{n % 12 + 1:02d}-{n % 28 + 1:02d};f;GIN;fra;economique;{n % 17 + 1:02d};non\r\n"
        for n in range(lignes)
    )
    return (";".join(TETE) + "\r\n" + corps).encode()


def _memoire() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _chronometrer(geste: Callable[[], Any]) -> float:
    debut = time.perf_counter()
    geste()
    return time.perf_counter() - debut


def mesurer_l_import(lignes: int) -> dict[str, float]:
    """The best of each duration in seconds, and the memory in megabytes."""
    from django.utils import timezone

    from guichet.acteurs import Acteur, Role
    from guichet.cloison import portee
    from indicateurs.actions import admissions as actions

    le, conseil = timezone.now(), Acteur(role=Role.CONSEILLER)
    faits: dict[str, list[float]] = {"lire": [], "ecrire": [], "nu": []}
    repos, memoire = _memoire(), 0.0

    def recevoir(octets: bytes) -> Any:
        with portee(conseil):
            lot = actions.recevoir_lot(nom="f.csv", octets=octets, acteur=conseil, le=le)
        # Read already where tasks run at once.
        actions.lire_lot(lot_id=lot.pk, le=le)
        return lot

    for tour in range(TOURS):
        octets = _fichier(lignes, tour)
        repos = max(repos, _memoire()) if not tour else repos
        lots: list[Any] = []
        faits["lire"].append(_chronometrer(lambda octets=octets, lots=lots: lots.append(recevoir(octets))))
        lot = lots[0]
        with portee(Acteur.systeme()):
            lot.refresh_from_db()
            assert (lot.nb_ajouts, lot.nb_fautes) == (lignes, 0), lot.etat

        def ecrire(lot: Any = lot) -> None:
            with portee(Acteur.systeme()):
                assert actions.copier_lot(lot, le=le) == {"ajout": lignes}

        faits["ecrire"].append(_chronometrer(ecrire))
        # The peak never comes down: it is read before the limit has filled the process.
        memoire = memoire or _memoire() - repos
        faits["nu"].append(_nu(tour))
    fautif = _fichier(lignes, 9, lignes // 100)
    fautes = _chronometrer(lambda: recevoir(fautif))
    return {nom: min(durees) for nom, durees in faits.items()} | {"memoire": memoire, "fautes": fautes}


def _nu(tour: int) -> float:
    """COPY of the rows just written, made ready beforehand under other keys, in one transaction."""
    choix = COLONNES.replace("id, cle", "gen_random_uuid(), 'N' || cle", 1).replace("lot_id", "NULL")
    lire = f"SELECT {choix} FROM indicateurs_personneadmise WHERE cle LIKE 'T{tour}-%'"  # noqa: S608
    with base_de_donnees.connexion_admin(os.environ["BENCH_BASE"]) as admin, admin.cursor() as curseur:
        with curseur.copy(f"COPY ({lire}) TO STDOUT") as sortie:
            pret = b"".join(bytes(bloc) for bloc in sortie)
        debut = time.perf_counter()
        with admin.transaction(), curseur.copy(f"COPY indicateurs_personneadmise ({COLONNES}) FROM STDIN") as copie:
            for place in range(0, len(pret), 65_536):
                copie.write(pret[place : place + 65_536])
        return time.perf_counter() - debut


def mesurer_les_doublons(personnes: int) -> dict[str, Any]:
    """Latencies and F1 of the keys, and of pg_trgm where the server has it."""
    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from indicateurs.queries.rapprochements import Individu, personnes_candidates
    from tests.indicateurs.bruit import abimer, quidams

    hasard = random.Random(9)
    choisis = set(hasard.sample(range(personnes), ESSAIS))
    demandes: list[tuple[Any, Any]] = []
    with base_de_donnees.connexion_admin(os.environ["BENCH_BASE"]) as admin:
        for rang, (ident, q) in enumerate(_inscrire(admin, quidams(personnes, 5))):
            if rang in choisis:
                demandes.append((ident, abimer(q, hasard)))
        demandes += [(None, q) for q in quidams(ESSAIS, 77)]
        hasard.shuffle(demandes)
        trigramme = _preparer_trigramme(admin)

        def par_cles(q: Any) -> list[tuple[Any, float]]:
            moi = Individu(uuid.UUID(int=0), q.prenom, q.nom, q.naissance, "")
            return [(c.individu.id, c.score) for c in personnes_candidates([moi], plancher=SEUIL)[0][:1]]

        with portee(Acteur.systeme()):
            resultats = {"cles": _juger(par_cles, demandes)}
        resultats["trigramme"] = (
            _juger(lambda q: _par_trigramme(admin, q), demandes[:ESSAIS_TRIGRAMME]) if trigramme else {}
        )
    return resultats


def _inscrire(admin: Any, connus: Iterator[Any]) -> Iterator[tuple[uuid.UUID, Any]]:
    """Write the persons and their keys, by COPY; give each with its identifier."""
    from indicateurs.queries.rapprochements import Individu

    admin.execute("SET session_replication_role = replica")
    colonnes = "id, prenom, nom, date_naissance, sexe, autres_langues, courriel, telephone, canal, adresse, "
    colonnes += "municipalite, code_postal, iuc, iuc_index, cree_le, modifiee_le"
    hasard, lot = random.Random(3), []
    for q in connus:
        lot.append((uuid.UUID(int=hasard.getrandbits(128)), q))
        if len(lot) == 20_000:
            yield from _ecrire_personnes(admin, colonnes, lot, Individu)
            lot = []
    yield from _ecrire_personnes(admin, colonnes, lot, Individu)
    # As the server does by itself in time.
    admin.execute("VACUUM (ANALYZE) guichet_personne, indicateurs_clepersonne")


def _ecrire_personnes(admin: Any, colonnes: str, lot: Sequence[Any], individu: Any) -> Sequence[Any]:
    vides = "\t".join(["", "{}", "", "", "courriel", "", "", "", "", ""])
    with admin.cursor() as curseur:
        with curseur.copy(f"COPY guichet_personne ({colonnes}) FROM STDIN") as copie:
            for ident, q in lot:
                copie.write(f"{ident}\t{q.prenom}\t{q.nom}\t{q.naissance}\t{vides}\t2026-01-01\t2026-01-01\n")
        with curseur.copy("COPY indicateurs_clepersonne (cle, personne_id) FROM STDIN") as copie:
            for ident, q in lot:
                for cle in individu(ident, q.prenom, q.nom, q.naissance, "").cles():
                    copie.write(f"{cle}\t{ident}\n")
    return lot


def _preparer_trigramme(admin: Any) -> bool:
    """A table of plain names under a trigram index; False when the server has no pg_trgm."""
    from indicateurs.rapprochement.noms import alleger

    if not admin.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone():
        return False
    admin.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    admin.execute("CREATE TABLE bench_noms (id uuid, norme text)")
    with admin.cursor() as lecture, admin.cursor() as curseur:
        lecture.execute("SELECT id, prenom || ' ' || nom FROM guichet_personne")
        connus = lecture.fetchall()
        with curseur.copy("COPY bench_noms FROM STDIN") as copie:
            for ident, nom in connus:
                copie.write(f"{ident}\t{alleger(nom)}\n")
    admin.execute("CREATE INDEX ON bench_noms USING gin (norme gin_trgm_ops)")
    admin.execute("ANALYZE bench_noms")
    admin.execute(f"SET pg_trgm.similarity_threshold = {TRIGRAMME}")
    return True


def _par_trigramme(admin: Any, q: Any) -> list[tuple[Any, float]]:
    from indicateurs.rapprochement.noms import alleger
    from indicateurs.rapprochement.score import Identite, ressemblance

    norme = alleger(f"{q.prenom} {q.nom}")
    lignes = admin.execute(
        "SELECT p.id, p.prenom, p.nom, p.date_naissance FROM bench_noms b JOIN guichet_personne p USING (id) "
        "WHERE b.norme %% %s ORDER BY similarity(b.norme, %s) DESC LIMIT 50",
        (norme, norme),
    ).fetchall()
    moi = Identite.de(q.prenom, q.nom, q.naissance)
    return sorted(((i, ressemblance(moi, Identite.de(p, n, ne))) for i, p, n, ne in lignes), key=lambda c: -c[1])[:1]


def _juger(chercher: Callable[[Any], Sequence[tuple[Any, float]]], demandes: Sequence[Any]) -> dict[str, float]:
    """Latencies in milliseconds; recall, precision and F1 of the best one above the threshold."""
    for _vrai, q in demandes[:10]:
        chercher(q)
    durees, justes, fausses = [], 0, 0
    for vrai, q in demandes:
        debut = time.perf_counter()
        trouve = chercher(q)
        durees.append(1000 * (time.perf_counter() - debut))
        if trouve and trouve[0][1] >= SEUIL:
            justes += trouve[0][0] == vrai
            fausses += trouve[0][0] != vrai
    durees.sort()
    attendus = sum(vrai is not None for vrai, _q in demandes)
    return {
        "p50": durees[len(durees) // 2],
        "p95": durees[int(len(durees) * 0.95)],
        "rappel": justes / attendus,
        "precision": justes / max(1, justes + fausses),
        "f1": 2 * justes / max(1, attendus + justes + fausses),
    }


def mesurer_la_base(lignes: int, personnes: int) -> dict[str, Any]:
    """Every measure, in the bench's own database."""
    import django

    django.setup()
    with fichiers_sur_disque():
        faits: dict[str, Any] = dict(mesurer_l_import(lignes))
    return faits | mesurer_les_doublons(personnes)


if __name__ == "__main__":
    if sys.argv[1] == "dans-la-base":
        sys.stdout.write(json.dumps(mesurer_la_base(int(sys.argv[2]), int(sys.argv[3]))) + "\n")
    else:
        from bench.__main__ import tableau

        sys.stdout.write("\n".join(tableau(mesurer(int(sys.argv[1]), int(sys.argv[2])))) + "\n")
