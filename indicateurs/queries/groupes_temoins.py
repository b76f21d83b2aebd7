"""Focus groups: who may be drawn, in which order; what was found, by theme."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from guichet.models import Consentement, Personne
from indicateurs.models import Constat, GroupeTemoin, GuideEntretien, NotesDeGroupe
from inscriptions.models import Inscription
from inscriptions.relances.tirage import rang

FINALITE = "groupes_temoins"


def prochain_numero_groupe(le: date) -> str:
    """A number never given before: `GT-26-0042`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('indicateurs_numero_groupe')")
        return f"GT-{le.year % 100:02d}-{curseur.fetchone()[0]:04d}"


def guides_courants() -> list[GuideEntretien]:
    """The latest version of each guide."""
    return list(GuideEntretien.objects.order_by("code", "-version").distinct("code"))


def admissibles(groupe: GroupeTemoin) -> QuerySet[Personne]:
    """Those who agreed to be invited, may be written to, fit the criteria and were never drawn for this group."""
    consentis = Consentement.objects.filter(
        personne=OuterRef("pk"), finalite=FINALITE, accorde=True, retire_le__isnull=True
    )
    personnes = (
        Personne.objects.filter(Exists(consentis))
        .exclude(courriel="")
        .exclude(pk__in=groupe.recrues.values("personne"))
    )
    if groupe.region_id:
        personnes = personnes.filter(region=groupe.region_id)
    if groupe.sexe:
        personnes = personnes.filter(sexe=groupe.sexe)
    if groupe.statut_id or groupe.niveau_minimum:
        demandes = Inscription.objects.filter(personne=OuterRef("pk"))
        if groupe.statut_id:
            demandes = demandes.filter(statut=groupe.statut_id)
        if groupe.niveau_minimum:
            demandes = demandes.filter(niveau__gte=groupe.niveau_minimum)
        personnes = personnes.filter(Exists(demandes))
    return personnes


def tirer(groupe: GroupeTemoin, nombre: int) -> list[Personne]:
    """The next so many in the order the group's seed gives: the same for anyone who draws again."""
    ordonnees = sorted(admissibles(groupe).values_list("pk", flat=True), key=lambda pk: rang(groupe.graine, pk))
    choisies = Personne.objects.in_bulk(ordonnees[:nombre])
    return [choisies[pk] for pk in ordonnees[:nombre]]


def noms_des_invitees(groupe: GroupeTemoin) -> list[str]:
    """The names of everyone invited, for the check of notes."""
    return [nom for paire in groupe.recrues.values_list("personne__prenom", "personne__nom") for nom in paire if nom]


def constats_par_theme(constats: QuerySet[Constat]) -> list[dict[str, Any]]:
    """The findings in place under each theme: how many, from how many sessions, said by how many."""
    par_theme: dict[Any, list[Constat]] = defaultdict(list)
    for constat in constats.en_place().select_related("theme", "groupe__region"):  # type: ignore[attr-defined]
        par_theme[constat.theme].append(constat)
    return [
        {
            "theme": theme,
            "constats": lignes,
            "groupes": len({un.groupe_id for un in lignes}),
            "personnes": sum(un.nb_personnes for un in lignes),
        }
        for theme, lignes in sorted(par_theme.items(), key=lambda un: (-len(un[1]), un[0].ordre))
    ]


def notes_echues(*, au: date) -> QuerySet[NotesDeGroupe]:
    """Notes whose words are past their date."""
    return NotesDeGroupe.objects.filter(effacees_le__isnull=True, conserver_jusqu_au__lt=au)
