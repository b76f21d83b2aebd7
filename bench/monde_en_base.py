"""The synthetic problem of `instances` as rows of the database, loaded with the guards off."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
import psycopg

from bench.instances import demandes_fictives, offres_fictives

SESSION, JOUR = "BANC", date(2026, 11, 23)
MAINTENANT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HORAIRES = (("lun_am", "mer_am"), ("lun_pm", "mer_pm"), ("mar_soir", "jeu_soir"), ("sam_am",))
MODES = ("en_classe", "en_ligne", "hybride")
PERSONNE = (
    "id prenom nom sexe autres_langues courriel telephone canal"
    " adresse municipalite code_postal iuc iuc_index cree_le modifiee_le region_id"
)
INSCRIPTION = (
    "id etat_depuis cree_le numero etat occupation objectif besoins enfants_a_garder disponibilites formules modes"
    " deplacement deposee_le complete_le en_attente_le admissible admissibilite classe_priorite filiere niveau"
    " personne_id region_id domicile etapes_faites criteres_priorite"
)
GROUPE = (
    "id etat_depuis cree_le numero etat niveau niveau_max filiere formule mode horaire heures_par_semaine garde"
    " capacite minimum places_prises debut fin organisation_id region_id session_id"
)


def charger(base: psycopg.Connection, personnes: int, groupes: int, graine: int = 1) -> None:
    """Load the world in one transaction, and let the planner know it."""
    hasard = np.random.default_rng(graine)
    profils, attente = demandes_fictives(hasard, personnes)
    offres, capacites = offres_fictives(hasard, personnes, groupes)
    base.execute("SET session_replication_role = replica")
    base.execute(
        "INSERT INTO inscriptions_sessioncours (code, nom, debut, fin) VALUES (%s, 'Banc', %s, %s)",
        [SESSION, JOUR + timedelta(days=40), JOUR + timedelta(days=110)],
    )
    base.execute(
        "INSERT INTO guichet_organisation (id, nom, genre, neq, adresse, code_postal, telephone, courriel, cree_le,"
        " region_id) VALUES (%s, 'Centre du banc', 'cse', '', '', '', '', '', %s, '06')",
        [_uuid(3, 0), MAINTENANT],
    )
    _copier(base, "guichet_personne", PERSONNE, [_personne(i, p) for i, p in enumerate(profils)])
    lignes = [_inscription(i, p, jours) for i, (p, jours) in enumerate(zip(profils, attente, strict=True))]
    _copier(base, "inscriptions_inscription", INSCRIPTION, lignes)
    lignes_groupes = [_groupe(i, o, c) for i, (o, c) in enumerate(zip(offres, capacites, strict=True))]
    _copier(base, "inscriptions_groupe", GROUPE, lignes_groupes)
    base.commit()
    base.autocommit = True
    base.execute("ANALYZE")


def _copier(base: psycopg.Connection, table: str, colonnes: str, lignes: list[tuple]) -> None:
    with base.cursor().copy(f"COPY {table} ({', '.join(colonnes.split())}) FROM STDIN") as copie:
        for ligne in lignes:
            copie.write_row(ligne)


def _personne(i: int, profil: tuple[int, ...]) -> tuple:
    nom = f"Personne {i}"
    return (
        _uuid(1, i), "Camille", nom, "x", [], f"p{i}@exemple.test", "", "courriel", "", "", "", "", "", MAINTENANT,
        MAINTENANT, _region(profil[1]),
    )  # fmt: skip


def _inscription(i: int, profil: tuple[int, ...], jours: int) -> tuple:
    niveau, region, voyage, modes, mode_prefere, horaires, _horaire_prefere = profil
    acceptes = sorted((m for m in range(3) if modes >> m & 1), key=lambda m: m != mode_prefere)
    libres = sorted(cellule for h in range(4) if horaires >> h & 1 for cellule in HORAIRES[h])
    complete = MAINTENANT - timedelta(days=jours, seconds=i)
    return (
        _uuid(2, i), MAINTENANT, MAINTENANT, f"B-{i:07}", "en_attente", "emploi", "quotidien", [], 0, libres,
        ["temps_partiel"], [MODES[m] for m in acceptes], "regions_voisines" if voyage else "ma_region", complete,
        complete, complete, True, "{}", 5, "reguliere", niveau + 1, _uuid(1, i), _region(region), "quebec", [], [],
    )  # fmt: skip


def _groupe(i: int, offre: tuple[int, ...], capacite: int) -> tuple:
    niveau, double, region, mode, horaire = offre
    debut = JOUR + timedelta(days=40)
    return (
        _uuid(4, i), MAINTENANT, MAINTENANT, f"B-{i:06}", "annonce", niveau + 1, niveau + 1 + double, "reguliere",
        "temps_partiel", MODES[mode], list(HORAIRES[horaire]), 6, False, capacite, capacite // 2, 0, debut,
        debut + timedelta(days=70), _uuid(3, 0), _region(region), SESSION,
    )  # fmt: skip


def _region(numero: int) -> str:
    return f"{numero + 1:02}"


def _uuid(genre: int, i: int) -> UUID:
    """A spread out id, always the same."""
    return UUID(int=(genre << 120 | (i * 0x9E3779B97F4A7C15 & (1 << 112) - 1)))
