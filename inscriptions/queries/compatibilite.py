"""Which group suits which person, and at what cost? The same rule twice: set-based SQL, and plain Python.

The SQL joins the requests `d` and the groups `g` of `DEMANDES` and `GROUPES`; placement, cascade and direct claim all
read it here. `obstacles` and `cout` say the same for one pair, with the reasons; a test holds both together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.voisinages import sont_voisines, voisinages
from inscriptions.models import Besoin, Deplacement, Groupe, Inscription, Mode

# What one step away from the person's wishes costs (synthetic weights, in the spirit of performance.md §1).
COUT_RANG, COUT_TRAJET, COUT_MIXTE, COUT_SEMAINES_MAX = 4, 6, 2, 8

# What `CONVIENT` reads of a request and of a group.
TRAITS_DEMANDE = """i.id, i.niveau, i.filiere, i.formules, i.modes, i.disponibilites, i.region_id, i.deplacement,
       'garde' = ANY(i.besoins) AS garde, 'mobilite' = ANY(i.besoins) AS mobilite"""
TRAITS_COURS = """g.id, g.niveau, g.niveau_max, g.filiere, g.formule, g.mode, g.horaire, g.region_id, g.garde,
       coalesce(l.acces_mobilite, false) AS acces, g.debut"""

# Requests that can be served today: waiting, without an open offer, not past the allowed number of refusals.
DEMANDES = f"""
SELECT {TRAITS_DEMANDE}, i.classe_priorite, i.complete_le, i.numero
FROM inscriptions_inscription i
WHERE i.etat = 'en_attente' AND i.region_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM inscriptions_offredeplace o WHERE o.inscription_id = i.id AND o.etat = 'proposee')
  AND (SELECT count(*) FROM inscriptions_offredeplace o
       WHERE o.inscription_id = i.id AND o.etat = 'declinee' AND o.proposee_le >= i.en_attente_le) < %(refus_maximum)s
"""  # noqa: S608

# Groups with a free seat that one may still enter.
GROUPES = f"""
SELECT {TRAITS_COURS}, g.session_id
FROM inscriptions_groupe g LEFT JOIN inscriptions_lieu l ON l.id = g.lieu_id
WHERE g.etat = ANY(%(ouverts)s) AND g.debut >= %(limite_entree)s AND g.places_prises < g.capacite
"""  # noqa: S608

CONVIENT = """
    g.niveau <= d.niveau AND d.niveau <= g.niveau_max AND g.filiere = d.filiere
AND g.formule = ANY(d.formules) AND g.mode = ANY(d.modes) AND g.horaire <@ d.disponibilites
AND (g.mode = 'en_ligne' OR g.region_id = d.region_id
     OR (d.deplacement = 'regions_voisines' AND d.region_id || g.region_id = ANY(%(voisinages)s)))
AND (NOT d.garde OR g.garde OR g.mode = 'en_ligne')
AND (NOT d.mobilite OR g.acces OR g.mode = 'en_ligne')
AND NOT EXISTS (SELECT 1 FROM inscriptions_offredeplace deja WHERE deja.inscription_id = d.id
                AND deja.groupe_id = g.id AND deja.etat IN ('declinee', 'expiree', 'acceptee'))
"""

COUT = f"""
    {COUT_RANG} * (array_position(d.formules, g.formule) - 1) + {COUT_RANG} * (array_position(d.modes, g.mode) - 1)
  + CASE WHEN g.mode <> 'en_ligne' AND g.region_id <> d.region_id THEN {COUT_TRAJET} ELSE 0 END
  + CASE WHEN g.niveau_max > g.niveau THEN {COUT_MIXTE} ELSE 0 END
  + LEAST({COUT_SEMAINES_MAX}, GREATEST(0, g.debut - %(jour)s) / 7)
"""


class Obstacle(TextChoices):
    """Why a group does not suit a person."""

    NIVEAU = "niveau", _("le niveau")
    FILIERE = "filiere", _("la filière")
    FORMULE = "formule", _("la formule")
    MODE = "mode", _("la façon de suivre le cours")
    HORAIRE = "horaire", _("l’horaire")
    REGION = "region", _("la région")
    GARDE = "garde", _("la garde d’enfants")
    MOBILITE = "mobilite", _("l’accès pour personne à mobilité réduite")


@dataclass(frozen=True, slots=True)
class Demande:
    """What a person asks for, as far as groups are concerned."""

    niveau: int
    filiere: str
    formules: tuple[str, ...]
    modes: tuple[str, ...]
    disponibilites: frozenset[str]
    region: str
    deplacement: str
    garde: bool
    mobilite: bool

    @classmethod
    def de(cls, inscription: Inscription) -> Self:
        """The request of an inscription that has its level."""
        return cls(
            inscription.niveau or 0,
            inscription.filiere,
            tuple(inscription.formules),
            tuple(inscription.modes),
            frozenset(inscription.disponibilites),
            inscription.region_id or "",
            inscription.deplacement,
            Besoin.GARDE in inscription.besoins,
            Besoin.MOBILITE in inscription.besoins,
        )


@dataclass(frozen=True, slots=True)
class Cours:
    """What a group offers, as far as persons are concerned."""

    niveau: int
    niveau_max: int
    filiere: str
    formule: str
    mode: str
    horaire: frozenset[str]
    region: str
    garde: bool
    acces: bool
    debut: date

    @classmethod
    def de(cls, groupe: Groupe) -> Self:
        """The course of a group; reads its place."""
        acces = bool(groupe.lieu and groupe.lieu.acces_mobilite)
        return cls(
            groupe.niveau,
            groupe.niveau_max,
            groupe.filiere,
            groupe.formule,
            groupe.mode,
            frozenset(groupe.horaire),
            groupe.region_id,
            groupe.garde,
            acces,
            groupe.debut,
        )


def obstacles(d: Demande, c: Cours) -> tuple[Obstacle, ...]:
    """Everything that keeps this person from this course; empty when it suits."""
    a_distance = c.mode == Mode.EN_LIGNE
    voisine = d.deplacement == Deplacement.REGIONS_VOISINES and sont_voisines(d.region, c.region)
    leves = {
        Obstacle.NIVEAU: c.niveau <= d.niveau <= c.niveau_max,
        Obstacle.FILIERE: c.filiere == d.filiere,
        Obstacle.FORMULE: c.formule in d.formules,
        Obstacle.MODE: c.mode in d.modes,
        Obstacle.HORAIRE: c.horaire <= d.disponibilites,
        Obstacle.REGION: a_distance or c.region == d.region or voisine,
        Obstacle.GARDE: not d.garde or c.garde or a_distance,
        Obstacle.MOBILITE: not d.mobilite or c.acces or a_distance,
    }
    return tuple(obstacle for obstacle, leve in leves.items() if not leve)


def cout(d: Demande, c: Cours, jour: date) -> int:
    """How far a suitable course is from the person's wishes on that day."""
    trajet = c.mode != Mode.EN_LIGNE and c.region != d.region
    return (
        COUT_RANG * d.formules.index(c.formule)
        + COUT_RANG * d.modes.index(c.mode)
        + COUT_TRAJET * trajet
        + COUT_MIXTE * (c.niveau_max > c.niveau)
        + min(COUT_SEMAINES_MAX, max(0, (c.debut - jour).days) // 7)
    )


def paires_voisines() -> list[str]:
    """The pairs of neighbouring regions as the SQL reads them: two codes, one text."""
    return [region + voisine for region, voisine in sorted(voisinages())]
