"""The forecast of each wait: an edition of the back-test now and then, a reading each night."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from guichet.referentiels.parametres import parametre
from inscriptions.models import EtalonnageAttente, NuitAttente, PrevisionAttente, RaisonSansPrevision
from inscriptions.prevision.attente import ANCIENNETES, METHODE, Reels, Reglages
from inscriptions.prevision.bilan import dresser
from inscriptions.prevision.etalonnage import PARTS
from inscriptions.prevision.hasard import bassins_fournis, compter_departs, estimer
from inscriptions.prevision.reperes import poser
from inscriptions.prevision.retro import Annonce, Retro, annoncer
from inscriptions.queries.attentes import Histoire, Reperes, lire_histoire

ECRIRE = """
    INSERT INTO inscriptions_previsionattente
           (id, inscription_id, personne_id, region_id, nuit_id, jours_p50, jours_p80, raison, departs)
    SELECT gen_random_uuid(), i.id, i.personne_id, i.region_id, %(nuit)s, p.p50, p.p80, p.raison, p.departs
      FROM unnest(%(ids)s::uuid[], %(p50)s::int[], %(p80)s::int[], %(raisons)s::text[], %(departs)s::int[])
           AS p(id, p50, p80, raison, departs)
      JOIN inscriptions_inscription i ON i.id = p.id AND i.etat = 'en_attente' AND i.region_id IS NOT NULL
        ON CONFLICT (inscription_id) DO UPDATE
       SET (nuit_id, region_id, jours_p50, jours_p80, raison, departs)
         = (excluded.nuit_id, excluded.region_id, excluded.jours_p50, excluded.jours_p80, excluded.raison,
            excluded.departs)"""


def reglages(*, au: date) -> Reglages:
    """The dated settings of the method."""
    return Reglages(
        demi_vie=float(parametre("prevision_attente_demi_vie_semaines", au=au)),
        force=float(parametre("prevision_attente_force", au=au)),
        recul=int(parametre("prevision_attente_histoire_semaines", au=au)),
        departs=int(parametre("prevision_attente_departs_minimum", au=au)),
        groupes=int(parametre("prevision_attente_groupes_minimum", au=au)),
    )


@transaction.atomic
def etalonner_attentes(*, jour: date, le: datetime) -> EtalonnageAttente | None:
    """Judge past forecasts and keep what they teach; None while the last edition is recent enough."""
    delai = timedelta(days=int(parametre("prevision_attente_etalonnage_jours", au=jour)))
    if EtalonnageAttente.objects.filter(jour__gt=jour - delai).exists():
        return None
    edition = juger_le_passe(jour=jour, le=le)
    # Two workers at once: the second waits for the first one's row, then leaves it.
    EtalonnageAttente.objects.bulk_create([edition], ignore_conflicts=True)
    return EtalonnageAttente.objects.filter(pk=edition.pk).first()


def juger_le_passe(*, jour: date, le: datetime) -> EtalonnageAttente:
    """Make past forecasts again, each with what was known then, and judge them; nothing is written."""
    histoire = lire_histoire(au=jour)
    retro = Retro(histoire.attentes, histoire.groupes, histoire.reperes.axes, reglages(au=jour))
    facteurs, regions = retro.etalonner(histoire.au), histoire.reperes.regions
    bilan = dresser(retro, au=histoire.au)
    return EtalonnageAttente(
        jour=jour,
        methode=METHODE,
        calcule_le=le,
        facteurs={str(part): _par_code(facteurs[part], regions) for part in PARTS},
        files=_files(retro.table(histoire.au).habituel, histoire.reperes),
        regions=[{"region": code} | ligne for code, ligne in zip(regions, bilan.regions, strict=True)],
        jours=[ligne | {"jour": (jour - timedelta(days=7 * ligne["semaines"])).isoformat()} for ligne in bilan.jours],
    )


@transaction.atomic
def prevoir_attentes(*, jour: date, le: datetime) -> NuitAttente | None:
    """Forecast every wait of the day; None when it is done, or before the first edition of the back-test."""
    etalonnage = EtalonnageAttente.objects.filter(jour__lte=jour).order_by("-jour").first()
    if etalonnage is None or NuitAttente.objects.filter(jour=jour).exists():
        return None
    nuit = NuitAttente(jour=jour, methode=METHODE, calculee_le=le, etalonnage=etalonnage)
    NuitAttente.objects.bulk_create([nuit], ignore_conflicts=True)
    if not NuitAttente.objects.filter(pk=nuit.pk).exists():
        return None
    histoire = lire_histoire(au=jour)
    lignes = _prevoir(histoire, etalonnage, reglages(au=jour))
    with connection.cursor() as curseur:
        curseur.execute(ECRIRE, lignes | {"nuit": nuit.pk})
        nuit.personnes = curseur.rowcount
    nuit.montrees = PrevisionAttente.objects.filter(nuit=nuit, raison="").count()
    nuit.save(update_fields=["personnes", "montrees"])
    return nuit


def _prevoir(histoire: Histoire, etalonnage: EtalonnageAttente, choix: Reglages) -> dict[str, list[Any]]:
    """The columns to write: inscription, bounds, reason, sample."""
    attentes, groupes, axes, au = histoire.attentes, histoire.groupes, histoire.reperes.axes, histoire.au
    habituel = _lire_files(etalonnage.files, histoire.reperes)
    table = estimer(attentes, groupes, axes, choix, au=au, habituel=habituel)
    repere = poser(attentes, axes, jour=au, vu_au=au)
    corrections = {
        part: np.array([etalonnage.facteurs[str(part)].get(code, 1.0) for code in histoire.reperes.regions])
        for part in PARTS
    }
    fournis = bassins_fournis(attentes, groupes, axes, choix, au=au)
    annonce = annoncer(table, repere, corrections, fournis)
    ids: list[uuid.UUID] = [histoire.inscriptions[ligne] for ligne in repere.lignes]
    return {
        "ids": ids,
        "p50": _bornes(annonce, PARTS[0]),
        "p80": _bornes(annonce, PARTS[1]),
        "raisons": [_raison(m, f) for m, f in zip(annonce.montrees, fournis[repere.bassin], strict=True)],
        "departs": compter_departs(attentes, axes, choix, au=au)[repere.bassin].tolist(),
    }


def _bornes(annonce: Annonce, part: float) -> list[int | None]:
    """Whole business days, rounded up: a bound is never told shorter than it is."""
    bornes = annonce.corrigees[part]
    return [int(np.ceil(b)) if montree else None for b, montree in zip(bornes, annonce.montrees, strict=True)]


def _raison(montree: bool, fourni: bool) -> str:
    if montree:
        return ""
    return str(RaisonSansPrevision.TROP_LOIN if fourni else RaisonSansPrevision.PEU_DE_DEPARTS)


def _par_code(valeurs: Reels, regions: tuple[str, ...]) -> dict[str, float]:
    return {code: round(float(valeur), 4) for code, valeur in zip(regions, valeurs, strict=True)}


def _files(habituel: Reels, reperes: Reperes) -> dict[str, list[float]]:
    bassins = [f"{region}|{formule}" for region in reperes.regions for formule in reperes.formules]
    return {nom: [round(float(n), 2) for n in file] for nom, file in zip(bassins, habituel, strict=True)}


def _lire_files(files: dict[str, list[float]], reperes: Reperes) -> Reels:
    vide = [0.0] * len(ANCIENNETES)
    return np.array(
        [files.get(f"{region}|{formule}", vide) for region in reperes.regions for formule in reperes.formules]
    )
