"""Who a survey may ask, in one statement: the last request of each person, her consent, how she is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from guichet.acteurs import ROLES_PERSONNE
from indicateurs.models import CampagneSondage, StrateSondage

STRATES = {
    StrateSondage.REGION: "coalesce(d.region_id, '')",
    StrateSondage.STATUT: "coalesce(d.statut_id, '')",
    StrateSondage.NIVEAU: "coalesce(d.niveau::text, '')",
}
# Filters of an audience: what it chose, the condition it adds.
CONDITIONS = {
    "regions": "d.region_id = ANY(%(regions)s)",
    "statuts": "d.statut_id = ANY(%(statuts)s)",
    "situations": "d.etat = ANY(%(situations)s)",
    "niveaux": "d.niveau = ANY(%(niveaux)s)",
    "formules": "d.formules[1] = ANY(%(formules)s)",
    "depuis_jours": "d.etat_depuis >= %(depuis)s",
}


def audience(campagne: CampagneSondage, *, le: datetime) -> tuple[str, dict[str, Any]]:
    """The statement of (person, region, stratum, channel) of an audience, and its values.

    The channel is empty for who refused surveys, asked for silence or cannot be reached: she counts in the population.
    """
    choix = {cle: valeur for cle, valeur in campagne.audience.items() if valeur and cle in CONDITIONS}
    conditions = " AND ".join(["true", *(CONDITIONS[cle] for cle in choix)])
    requete = f"""
SELECT p.id AS personne_id, p.region_id, {STRATES[StrateSondage(campagne.strate)]} AS strate,
       CASE WHEN NOT EXISTS (SELECT 1 FROM guichet_consentement c WHERE c.personne_id = p.id
                             AND c.finalite = 'sondages' AND c.accorde AND c.retire_le IS NULL) THEN ''
            WHEN EXISTS (SELECT 1 FROM guichet_consentement c WHERE c.personne_id = p.id AND c.finalite = 'relances'
                         AND NOT c.accorde AND c.retire_le IS NULL
                         AND NOT EXISTS (SELECT 1 FROM guichet_journal j WHERE j.personne_id = p.id
                                         AND j.le > c.le AND j.acteur_role = ANY(%(elle_meme)s))) THEN ''
            WHEN p.canal = 'sms' AND p.telephone <> ''
                 AND EXISTS (SELECT 1 FROM guichet_consentement c WHERE c.personne_id = p.id
                             AND c.finalite = 'textos' AND c.accorde AND c.retire_le IS NULL) THEN 'sms'
            WHEN p.courriel <> '' THEN 'courriel' ELSE '' END AS canal
FROM (SELECT DISTINCT ON (i.personne_id) i.personne_id, i.region_id, i.statut_id, i.niveau, i.etat, i.etat_depuis,
             i.formules FROM inscriptions_inscription i ORDER BY i.personne_id, i.cree_le DESC, i.id) d
JOIN guichet_personne p ON p.id = d.personne_id
WHERE {conditions}"""
    valeurs = {cle: valeur for cle, valeur in choix.items() if cle != "depuis_jours"}
    if "depuis_jours" in choix:
        valeurs["depuis"] = le - timedelta(days=int(choix["depuis_jours"]))
    return requete, valeurs | {"elle_meme": sorted(ROLES_PERSONNE)}


def compter_audience(campagne: CampagneSondage, *, le: datetime) -> dict[str, tuple[int, int]]:
    """By stratum: how many people, how many of them may be asked. The caller has the province's scope."""
    requete, valeurs = audience(campagne, le=le)
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT strate, count(*), count(*) FILTER (WHERE canal <> '') FROM ({requete}) a GROUP BY 1 ORDER BY 1",
            valeurs,
        )
        return {strate: (population, joignables) for strate, population, joignables in curseur.fetchall()}


# The order of the draw is that of `inscriptions.relances.tirage.rang`: sha256 of the seed and the person.
INVITER = """
INSERT INTO indicateurs_invitation (id, vague_id, personne_id, region_id, strate, canal, code, repondue)
SELECT gen_random_uuid(), %(vague)s, t.personne_id, t.region_id, t.strate, t.canal,
       left(t.hasard, 12) || right(t.hasard, 4), false
FROM (SELECT a.*, replace(gen_random_uuid()::text, '-', '') AS hasard,
             row_number() OVER (PARTITION BY a.strate ORDER BY
               encode(sha256(convert_to(%(graine)s || ':' || a.personne_id::text, 'UTF8')), 'hex')) AS rang
      FROM ({audience}) a WHERE a.canal <> '') t
JOIN unnest(%(strates)s::text[], %(parts)s::int[]) AS p (strate, part) ON p.strate = t.strate
WHERE t.rang <= p.part
ORDER BY t.personne_id
"""


def inviter(
    campagne: CampagneSondage, *, vague_id: Any, graine: str, parts: Mapping[str, int], le: datetime
) -> dict[str, int]:
    """Draw so many of each stratum and write their invitations; return how many were drawn in each."""
    requete, valeurs = audience(campagne, le=le)
    valeurs |= {"vague": vague_id, "graine": graine, "strates": list(parts), "parts": list(parts.values())}
    with connection.cursor() as curseur:
        curseur.execute(INVITER.format(audience=requete), valeurs)
        curseur.execute(
            "SELECT strate, count(*) FROM indicateurs_invitation WHERE vague_id = %s GROUP BY 1", [vague_id]
        )
        return dict(curseur.fetchall())


# One message for each invitation not answered, without its text: the relay writes it and checks again.
DEPOSER = """
INSERT INTO guichet_avis (id, cle, canal, destinataire, objet, corps, corps_html, personne_id, region_id, etat, du_le,
                          cree_le, tentatives, erreur)
SELECT gen_random_uuid(), 'sondage:' || %(quoi)s || ':' || i.id || %(suite)s
         || CASE WHEN i.canal = 'sms' THEN ':sms' ELSE '' END,
       i.canal, CASE WHEN i.canal = 'sms' THEN p.telephone ELSE p.courriel END, '', '', '', p.id, p.region_id,
       'a_envoyer', %(le)s, %(le)s, 0, ''
FROM indicateurs_invitation i JOIN guichet_personne p ON p.id = i.personne_id
WHERE i.vague_id = %(vague)s AND NOT i.repondue
  AND CASE WHEN i.canal = 'sms' THEN p.telephone ELSE p.courriel END <> ''
ON CONFLICT (cle) DO NOTHING
"""


def deposer_messages(*, vague_id: Any, quoi: str, suite: str, le: datetime) -> int:
    """Queue the messages of a wave in one statement; return how many. Asked twice, it adds nothing."""
    with connection.cursor() as curseur:
        curseur.execute(DEPOSER, {"vague": vague_id, "quoi": quoi, "suite": suite, "le": le})
        return curseur.rowcount


def parts_du_tirage(comptes: Mapping[str, tuple[int, int]], taille: int | None) -> dict[str, int]:
    """How many are drawn in each stratum: by population, to the largest remainders, never more than may be asked."""
    from inscriptions.relances.tirage import repartir

    joignables = {strate: nb for strate, (_population, nb) in comptes.items()}
    if taille is None or taille >= sum(joignables.values()):
        return joignables
    parts = dict(zip(comptes, repartir(taille, [population for population, _nb in comptes.values()]), strict=True))
    return _sans_depasser(parts, joignables, comptes)


def _sans_depasser(
    parts: dict[str, int], joignables: Mapping[str, int], comptes: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """What a stratum cannot give is asked of those that can, the largest first."""
    reste = sum(max(0, part - joignables[strate]) for strate, part in parts.items())
    parts = {strate: min(part, joignables[strate]) for strate, part in parts.items()}
    for strate in sorted(parts, key=lambda s: (-comptes[s][0], s)):
        ajout = min(reste, joignables[strate] - parts[strate])
        parts[strate] += ajout
        reste -= ajout
    return parts
