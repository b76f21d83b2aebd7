"""Counting sealed ballots: opened only together, written in a random order, so that none leads to who cast it.

A ballot is sealed with the portal's key, which is not in the database. The row of an invitation and its ballot share a
transaction, which anyone may read (`xmin`): the ballot says nothing. Answers appear later, never fewer at once than the
threshold, whoever watches the counts; at the end of the wave every one is written again, in one statement, so that
neither order nor transaction tells batches apart. What cannot make up the threshold stays sealed for good.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from guichet.referentiels.parametres import parametre
from guichet.vieprivee.chiffrement import trousseau
from indicateurs.models import Reponse, TexteLibre, Urne, VagueSondage
from indicateurs.models.vague import REGROUPEES

_hasard = SystemRandom()
Groupe = tuple[str, str]

# One statement: one transaction, one command, one random order for every answer of the wave.
MELANGER = (
    "WITH anciennes AS (DELETE FROM indicateurs_reponse WHERE vague_id = %(vague)s RETURNING *) "
    "INSERT INTO indicateurs_reponse (id, vague_id, mode, strate, source, valeurs, personne_id, region_id) "
    "SELECT gen_random_uuid(), vague_id, mode, strate, source, valeurs, personne_id, region_id "
    "FROM anciennes ORDER BY random()",
    "WITH anciens AS (DELETE FROM indicateurs_textelibre WHERE vague_id = %(vague)s RETURNING *) "
    "INSERT INTO indicateurs_textelibre (id, vague_id, question, strate, texte, themes, code_le, code_par_id) "
    "SELECT gen_random_uuid(), vague_id, question, strate, texte, themes, code_le, code_par_id "
    "FROM anciens ORDER BY random()",
    # The order in which people answered goes too.
    "UPDATE indicateurs_invitation SET repondue = repondue WHERE vague_id = %(vague)s",
)


def sceller(contenu: dict[str, Any]) -> bytes:
    """An answer as the ballot box keeps it; padded, so that its length says little of what it holds."""
    octets = json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).encode()
    return trousseau().encrypt(octets + b" " * (-len(octets) % 1024))


@transaction.atomic
def depouiller(*, vague: VagueSondage, le: datetime, derniere: bool = False) -> int:
    """Count the ballots that may be, and return how many; `derniere`: the wave is closed, nothing will come after.

    The caller has the province's scope and holds the lock on the wave.
    """
    jour = timezone.localdate(le)
    seuil = int(parametre("sondage_seuil_anonymat", au=jour))
    limite = int(parametre("sondage_lot_depouillement", au=jour))
    groupes: dict[Groupe, list[Urne]] = defaultdict(list)
    bulletins = Urne.objects.filter(vague=vague).order_by("strate", "pk")
    for bulletin in bulletins if derniere else bulletins[:limite]:
        groupes[bulletin.source, bulletin.strate].append(bulletin)
    murs = _murs(groupes, seuil, derniere) if vague.est_anonyme else dict(groupes)
    lus = [bulletin for bulletins in murs.values() for bulletin in bulletins]
    if lus:
        _ecrire(vague, murs)
        with connection.cursor() as curseur:
            curseur.execute("DELETE FROM indicateurs_urne WHERE id = ANY(%s)", [[bulletin.pk for bulletin in lus]])
    if derniere and vague.est_anonyme:
        with connection.cursor() as curseur:
            for ordre in MELANGER:
                curseur.execute(ordre, {"vague": vague.pk})
    return len(lus)


def _murs(groupes: dict[Groupe, list[Urne]], seuil: int, derniere: bool) -> dict[Groupe, list[Urne]]:
    """The ballots that may be opened, group by group.

    As many as the threshold always stay behind, so that the last ones are never fewer; at the end, small strata are
    opened together, without their name.
    """
    if not derniere:
        return {groupe: b[: len(b) - seuil] for groupe, b in groupes.items() if len(b) >= 2 * seuil}
    petits: dict[str, list[Urne]] = defaultdict(list)
    for (source, _strate), bulletins in groupes.items():
        if len(bulletins) < seuil:
            petits[source] += bulletins
    murs = {groupe: bulletins for groupe, bulletins in groupes.items() if len(bulletins) >= seuil}
    for source, bulletins in petits.items():
        if len(bulletins) >= seuil:
            murs[source, REGROUPEES] = bulletins
    return murs


def _ecrire(vague: VagueSondage, groupes: dict[Groupe, list[Urne]]) -> None:
    reponses: list[Reponse] = []
    textes: list[TexteLibre] = []
    comptes: Counter[tuple[str, str, str, str, str]] = Counter()
    ouvertes = {question.code for question in vague.version.questions_posees() if question.est_ouverte}
    for (source, strate), bulletins in groupes.items():
        for bulletin in bulletins:
            contenu = json.loads(trousseau().decrypt(bytes(bulletin.scelle)))
            valeurs = contenu["valeurs"]
            comptes.update((source, strate, *cle) for cle in cles_comptees(valeurs, ouvertes))
            textes += [
                TexteLibre(vague=vague, question=q, texte=valeurs.pop(q), strate="" if vague.est_anonyme else strate)
                for q in ouvertes & valeurs.keys()
            ]
            reponses.append(
                Reponse(
                    vague=vague,
                    mode=vague.mode,
                    strate=strate,
                    source=source,
                    valeurs=valeurs,
                    personne_id=contenu.get("personne"),
                    region_id=contenu.get("region"),
                )
            )
    for rangees in (reponses, textes):
        _hasard.shuffle(rangees)
    Reponse.objects.bulk_create(reponses, batch_size=1000)
    TexteLibre.objects.bulk_create(textes, batch_size=1000)
    ajouter_comptes(vague, comptes)


def cles_comptees(valeurs: dict[str, Any], ouvertes: set[str]) -> list[tuple[str, str, str]]:
    """What one questionnaire adds to the counts: (question, statement, value); « » counts who answered."""
    cles = [("", "", "")]
    for question, valeur in valeurs.items():
        if isinstance(valeur, dict):
            for enonce, choisie in valeur.items():
                cles += [(question, enonce, ""), (question, enonce, str(choisie))]
            continue
        cles.append((question, "", ""))
        if question not in ouvertes:
            choisies = valeur if isinstance(valeur, list) else [valeur]
            cles += [(question, "", str(choisie)[:40]) for choisie in choisies]
    return cles


def ajouter_comptes(vague: VagueSondage, comptes: Counter[tuple[str, str, str, str, str]]) -> None:
    """Add to what is counted of a wave."""
    cles = sorted(comptes)
    colonnes = [list(colonne) for colonne in zip(*cles, strict=True)] if cles else [[] for _ in range(5)]
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO indicateurs_agregatsondage (vague_id, source, strate, question, enonce, valeur, nb) "
            "SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[]) "
            "ON CONFLICT (vague_id, source, strate, question, enonce, valeur) "
            "DO UPDATE SET nb = indicateurs_agregatsondage.nb + excluded.nb",
            [vague.pk, *colonnes, [comptes[cle] for cle in cles]],
        )
