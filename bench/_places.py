"""What each process of `bench.places` does: the limits by bare psycopg, the portal's claims, requests and answers."""

import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests import base_de_donnees

PROCESSUS, DUREE_S, ECHAUFFEMENT, LOT = 4, 4.0, 5, 100

INSERTION = "INSERT INTO bench_place VALUES (%s, %s, %s)"
UNE_INSTRUCTION = """
WITH siege AS (UPDATE bench_groupe SET prises = prises + 1 WHERE id = %s AND prises < capacite RETURNING id)
INSERT INTO bench_place SELECT %s, id, %s FROM siege
"""

# The rows of a claim and nothing else: no eligibility, no reason, no order, no turn; keys, triggers and walls in force.
MEMES_LIGNES = """
WITH lu AS (
  SELECT * FROM unnest(%(inscriptions)s::uuid[], %(groupes)s::uuid[], %(offres)s::uuid[], %(places)s::uuid[])
    AS l(inscription, groupe, offre, place)
), siege AS (
  UPDATE inscriptions_groupe g SET places_prises = g.places_prises + n.n
  FROM (SELECT groupe, count(*) AS n FROM lu GROUP BY 1) n
  WHERE g.id = n.groupe AND g.places_prises + n.n <= g.capacite
  RETURNING g.id, g.organisation_id, g.formule
), d AS MATERIALIZED (
  SELECT lu.*, i.personne_id, i.region_id, i.niveau, s.organisation_id, s.formule
  FROM lu JOIN siege s ON s.id = lu.groupe JOIN inscriptions_inscription i ON i.id = lu.inscription
), ligne AS (
  INSERT INTO guichet_journal (objet_type, objet_id, pas, de, vers, le, acteur_role, acteur_libelle, motif_code, motif,
    requete_id, personne_id, organisation_id, region_id, niveau, formule, contexte)
  SELECT p.objet, CASE p.objet WHEN 'offre' THEN d.offre WHEN 'place' THEN d.place ELSE d.inscription END, p.pas, p.de,
    p.vers, now(), 'personne', '', '', '', '', d.personne_id, d.organisation_id, d.region_id, d.niveau, d.formule, '{}'
  FROM d, (VALUES (0, 'offre', 'ouvrir', '', 'proposee'), (1, 'offre', 'accepter', 'proposee', 'acceptee'),
    (2, 'place', 'ouvrir', '', 'confirmee'), (3, 'inscription', 'placer', 'en_attente', 'en_cours'))
    AS p(rang, objet, pas, de, vers) RETURNING objet_id, vers
), offre AS (
  INSERT INTO inscriptions_offredeplace (id, inscription_id, personne_id, region_id, groupe_id, organisation_id, etat,
    etat_depuis, cree_le, origine, niveau, formule, proposee_le, rappel_le, expire_le, repondue_le)
  SELECT d.offre, d.inscription, d.personne_id, d.region_id, d.groupe, d.organisation_id, ligne.vers, now(), now(),
    'directe', d.niveau, d.formule, now(), now(), now(), now()
  FROM ligne JOIN d ON d.offre = ligne.objet_id WHERE ligne.vers = 'acceptee'
), place AS (
  INSERT INTO inscriptions_place (id, offre_id, inscription_id, personne_id, region_id, groupe_id, organisation_id,
    etat, etat_depuis, cree_le, niveau, formule, confirmee_le)
  SELECT d.place, d.offre, d.inscription, d.personne_id, d.region_id, d.groupe, d.organisation_id, 'confirmee', now(),
    now(), d.niveau, d.formule, now() FROM ligne JOIN d ON d.place = ligne.objet_id
), sortie AS (
  UPDATE inscriptions_inscription i SET etat = 'en_cours', etat_depuis = now()
  FROM ligne WHERE i.id = ligne.objet_id
), avis AS (
  INSERT INTO guichet_avis (id, cle, canal, destinataire, objet, corps, corps_html, personne_id, region_id, etat, du_le,
    cree_le, tentatives, erreur)
  SELECT gen_random_uuid(), 'offre:acceptee:' || d.offre, 'courriel', p.courriel, '', '', '', d.personne_id,
    d.region_id, 'a_envoyer', now(), now(), 0, '' FROM d JOIN guichet_personne p ON p.id = d.personne_id
)
SELECT count(*) FROM d
"""

Demandeurs = list[tuple[uuid.UUID, uuid.UUID]]
_BASES: list[psycopg.Connection] = []


def executer(quoi: str, rang: int, part: int, parts: int) -> dict[str, float]:
    """Do one measure in this process: how many, when the first began and when the last ended."""
    import django

    django.setup()
    demandeurs = _demandeurs(rang, part, parts)
    match quoi:
        case "insertion" | "psycopg":
            return _compter(_en_psycopg(demandeurs, inserer=quoi == "insertion"))
        case "memes_lignes":
            return _compter(_memes_lignes(demandeurs), len(demandeurs))
        case "memes_lignes_par_lot":
            return _compter(_memes_lignes(demandeurs, LOT), len(demandeurs) // LOT, echauffement=0)
        case "instruction":
            return _compter(_instruction(demandeurs), len(demandeurs))
        case "action" | "vue" | "demande":
            return _compter(_au_portail(demandeurs, quoi), len(demandeurs))
        case "reponses":
            return _repondre(demandeurs, jusqu_a=len(demandeurs) * PROCESSUS)
    raise ValueError(quoi)


def _demandeurs(rang: int, part: int, parts: int) -> Demandeurs:
    """This process's persons; each measure of the same world takes others."""
    with psycopg.connect(_adresse()) as base:
        requete = "SELECT inscription, groupe FROM bench_demandeur WHERE rang %% %s = %s AND rang / 4 %% %s = %s"
        return base.execute(requete, [PROCESSUS, rang, parts, part]).fetchall()


def _ouvrir(**options: Any) -> psycopg.Connection:
    base = psycopg.connect(_adresse(), autocommit=True, **options)
    _BASES.append(base)
    return base


def _adresse() -> str:
    return base_de_donnees.pour_psycopg(os.environ["DATABASE_URL"])


def _compter(faire: Callable[[int], int], combien: int | None = None, echauffement: int = ECHAUFFEMENT) -> dict:
    """Claims that took a seat, for a while or until nobody is left; the first ones load the code."""
    for fois in range(echauffement):
        faire(fois)
    debut, fois, prises, avant = time.time(), echauffement, 0, _processeur()
    while (combien is None or fois < combien) and time.time() - debut < DUREE_S:
        prises += faire(fois)
        fois += 1
    return {"prises": prises, "debut": debut, "fin": time.time(), "processeur": _processeur() - avant}


def _processeur() -> float:
    """Seconds of processor this process and its session of the database have used; it waits for free."""
    return time.process_time() + sum(_du_serveur(session) for session in _sessions())


def _sessions() -> set[int]:
    """The server's processes that answer this one: bare connections, and Django's."""
    from django.db import connection

    django = {connection.connection.info.backend_pid} if connection.connection else set()
    return {base.info.backend_pid for base in _BASES} | django


def _du_serveur(session: int) -> float:
    """What the kernel counted for a process of the server, which runs on this machine."""
    nanosecondes = Path(f"/proc/{session}/schedstat").read_text().split()[0]
    return int(nanosecondes) / 1e9


def _en_psycopg(demandeurs: Demandeurs, inserer: bool) -> Callable[[int], int]:
    base = _ouvrir()

    def prendre(fois: int) -> int:
        groupe, place = demandeurs[fois % len(demandeurs)][1], uuid.uuid4()
        if inserer:
            base.execute(INSERTION, [place, groupe, fois], prepare=True)
        else:
            base.execute(UNE_INSTRUCTION, [groupe, place, fois], prepare=True)
        return 1

    return prendre


def _memes_lignes(demandeurs: Demandeurs, lot: int = 1) -> Callable[[int], int]:
    """The fair limit: the same rows of the same tables, bare psycopg, one statement a claim or a batch."""
    base = _ouvrir(options="-c portail.portee=province")

    def prendre(fois: int) -> int:
        couples = demandeurs[fois * lot : (fois + 1) * lot]
        valeurs = {
            "inscriptions": [inscription for inscription, _groupe in couples],
            "groupes": [groupe for _inscription, groupe in couples],
            "offres": [uuid.uuid4() for _ in couples],
            "places": [uuid.uuid4() for _ in couples],
        }
        return base.execute(MEMES_LIGNES, valeurs, prepare=True).fetchone()[0]  # type: ignore[index]

    return prendre


def _instruction(demandeurs: Demandeurs) -> Callable[[int], int]:
    """Our function, called by bare psycopg: what the database does for a claim, without Django."""
    from django.utils import timezone

    from guichet.acteurs import Acteur, Role
    from inscriptions.actions import sieges

    base = _ouvrir()
    acteur = Acteur(role=Role.PERSONNE)

    def prendre(fois: int) -> int:
        inscription, groupe = demandeurs[fois]
        le = timezone.now()
        lot = [sieges.Attribution(inscription, groupe, acteur, acceptee=True).en_json(le)]
        regles = sieges.regles_de_prise(le, "directe", choisies=True)
        lignes = base.execute(sieges.TENIR, [sieges.en_texte(lot), sieges.en_texte(regles)], prepare=True).fetchall()
        return int(lignes[0][1] is None)

    return prendre


def _au_portail(demandeurs: Demandeurs, quoi: str) -> Callable[[int], int]:
    """The action, the view that takes the seat, or the view that records the request."""
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.test import RequestFactory
    from django.utils import timezone

    from guichet.acteurs import Acteur, Role
    from guichet.cloison import portee
    from inscriptions.actions import places_libres as action
    from inscriptions.models import Inscription
    from inscriptions.views.places_libres import place_prendre

    if quoi == "demande":
        action.parametre = lambda cle, au: 1  # type: ignore[assignment]
    with portee(Acteur.systeme()):
        personnes = dict(Inscription.objects.values_list("pk", "personne_id"))
    requete: Any = RequestFactory().post("/")
    requete._messages = CookieStorage(requete)

    def vue(fois: int) -> int:
        inscription, groupe = demandeurs[fois]
        requete.acteur = Acteur(role=Role.PERSONNE, personne_id=personnes[inscription])
        with portee(requete.acteur):
            adresse = place_prendre(requete, groupe_id=groupe).url
        return int(adresse.startswith("/places-libres/demandes/" if quoi == "demande" else "/offres/"))

    def prendre(fois: int) -> int:
        inscription, groupe = demandeurs[fois]
        acteur = Acteur(role=Role.PERSONNE, personne_id=personnes[inscription])
        prise = action.prendre_place_libre(
            inscription_id=inscription, groupe_id=groupe, acteur=acteur, le=timezone.now()
        )
        return int(isinstance(prise, action.Attribution))

    return prendre if quoi == "action" else vue


def _repondre(demandeurs: Demandeurs, jusqu_a: int) -> dict[str, float]:
    """Answer the open requests as the worker does, until so many are answered or no more comes for two seconds."""
    from django.utils import timezone

    from inscriptions.actions.demandes_de_place import traiter_demandes

    groupe = demandeurs[0][1]
    debut = fin = time.time()
    prises, processeur = 0, 0.0
    while prises < jusqu_a and time.time() - fin < (2 if prises else 60):
        avant = _processeur()
        if faites := traiter_demandes(groupe_id=groupe, le=timezone.now()):
            prises, fin, processeur = prises + faites, time.time(), processeur + _processeur() - avant
        else:
            time.sleep(0.02)
    return {"prises": prises, "debut": debut, "fin": fin, "processeur": processeur}
