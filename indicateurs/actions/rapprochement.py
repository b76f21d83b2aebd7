"""Link admitted and registered persons: what is certain is done, what is doubtful is asked, all of it can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from indicateurs.models import CohorteAdmission, PersonneAdmise, Rapprochement
from indicateurs.queries import rapprochements_sql as sql
from indicateurs.queries.rapprochements import (
    Candidat,
    Individu,
    Seuils,
    Voulu,
    admises_candidates,
    choisir,
    personnes_candidates,
)
from indicateurs.states_admissions import LIES, EtatRapprochement

E = EtatRapprochement
TAILLE = 500


def toucher_cohortes(cohortes: Any) -> None:
    """These cohorts must be counted again."""
    CohorteAdmission.objects.filter(pk__in=cohortes).update(touchee_le=_HorlogeReelle())


class _HorlogeReelle(Now):
    """The database's clock as the row is written, after any wait for its lock."""

    template = "clock_timestamp()"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, **extra)


def comparer(*, le: datetime, taille: int = TAILLE) -> int:
    """Compare the next registered persons, then the next admissions, that are due; return how many there were.

    One worker at a time: two never write the same pair.
    """
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '120s'")
        curseur.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('rapprochement', 4))")
        if not curseur.fetchone()[0]:
            return 0
    return _comparer_personnes(taille, le) + _comparer_admises(taille, le)


def _comparer_personnes(taille: int, le: datetime) -> int:
    """Write the keys of new or changed persons; the admissions that look like them become due."""
    with connection.cursor() as curseur:
        curseur.execute(sql.PERSONNES_DUES, {"taille": taille})
        dues = curseur.fetchall()
        if not dues:
            return 0
        individus = [Individu(*champs[:5]) for champs in dues]
        _ecrire_cles(curseur, sql.ECRIRE_CLES_PERSONNES, individus)
        curseur.execute(sql.NOTER_PERSONNES, {"ids": [d[0] for d in dues], "dates": [d[5] for d in dues]})
    seuil = Seuils.du(timezone.localdate(le)).doute
    dignes = {c.individu.id for candidats in admises_candidates(individus, plancher=seuil) for c in candidats}
    PersonneAdmise.objects.filter(pk__in=dignes).update(compare_le=None)
    liees = Rapprochement.objects.filter(personne__in=[d[0] for d in dues], etat__in=LIES)
    PersonneAdmise.objects.actives().filter(cle__in=liees.values("cle")).update(compare_le=None)
    return len(dues)


def _ecrire_cles(curseur: Any, ordre: str, individus: Sequence[Individu]) -> None:
    paires = [(individu.id, cle) for individu in individus for cle in individu.cles()]
    curseur.execute(ordre, {"ids": [p[0] for p in paires], "cles": [p[1] for p in paires]})


def _comparer_admises(taille: int, le: datetime) -> int:
    """Write the keys of the admissions that are due, and decide their pairs."""
    with connection.cursor() as curseur:
        curseur.execute(sql.ADMISES_DUES, {"taille": taille})
        dues = curseur.fetchall()
        if not dues:
            return 0
        admises = [Individu(d[0], d[2], d[3], d[4], d[5], d[7]) for d in dues]
        _ecrire_cles(curseur, sql.ECRIRE_CLES_ADMISES, admises)
    seuils = Seuils.du(timezone.localdate(le))
    trouves = personnes_candidates(admises, plancher=seuils.doute)
    rivales = _rivales(trouves, seuils)
    deja = _existantes([d[1] for d in dues])
    changees = []
    for due, admise, candidats, en_face in zip(dues, admises, trouves, rivales, strict=True):
        voulus = choisir(admise, candidats, en_face, seuils)
        if _decider(due, voulus, deja.get(due[1], []), le):
            changees.append(due[0])
    PersonneAdmise.objects.filter(pk__in=[d[0] for d in dues]).update(compare_le=le)
    toucher_cohortes(PersonneAdmise.objects.filter(pk__in=changees).values("cohorte"))
    return len(dues)


def _rivales(trouves: Sequence[Sequence[Candidat]], seuils: Seuils) -> list[list[Candidat]]:
    """For each admission, the admissions that look like its best candidate."""
    premiers = {candidats[0].individu.id: candidats[0].individu for candidats in trouves if candidats}
    en_face = admises_candidates(list(premiers.values()), plancher=seuils.doute)
    cotes = dict(zip(premiers, en_face, strict=True))
    return [cotes[candidats[0].individu.id] if candidats else [] for candidats in trouves]


def _existantes(cles: Sequence[str]) -> dict[str, list[Rapprochement]]:
    par_cle: dict[str, list[Rapprochement]] = {}
    for paire in Rapprochement.objects.select_for_update(of=("self",)).filter(cle__in=cles):
        par_cle.setdefault(paire.cle, []).append(paire)
    return par_cle


def _decider(due: Sequence[Any], voulus: Sequence[Voulu], deja: Sequence[Rapprochement], le: datetime) -> bool:
    """Bring the pairs of one admission to what is known now; what a person decided stands. True when one changed."""
    systeme = Acteur.systeme()
    if any(paire.etat == E.CONFIRME for paire in deja):
        return False
    connues = {paire.personne_id: paire for paire in deja}
    gardees = {voulu.personne.id for voulu in voulus if voulu.certain}
    change = False
    for paire in deja:
        if paire.etat == E.CERTAIN and paire.personne_id not in gardees:
            franchir(paire, "defaire", acteur=systeme, le=le, motif_code="rapprochement_identite_changee")
            change = True
    for voulu in voulus:
        change |= _tenir(due, voulu, connues.get(voulu.personne.id), le)
    return change


def _tenir(due: Sequence[Any], voulu: Voulu, paire: Rapprochement | None, le: datetime) -> bool:
    systeme = Acteur.systeme()
    certain = voulu.certain and not _est_prise(voulu.personne.id, population=due[7], sauf=due[1])
    if paire is None:
        ouvrir(
            Rapprochement(
                admise_id=due[0],
                cle=due[1],
                population=due[7],
                personne_id=voulu.personne.id,
                region_id=due[6] if due[6] and due[6] == voulu.personne.ou else None,
                etat=E.CERTAIN if certain else E.PROPOSE,
                methode=voulu.methode,
                score=voulu.score,
            ),
            acteur=systeme,
            le=le,
        )
        return True
    if paire.etat == E.CERTAIN or not (_rendue_par_le_portail(paire) or paire.est_a_verifier):
        return False
    avant = paire.etat
    if not paire.est_a_verifier:
        franchir(paire, "rouvrir", acteur=systeme, le=le, motif_code="rapprochement_admission_revenue")
    paire.admise_id, paire.score, paire.methode = due[0], voulu.score, voulu.methode
    paire.save(update_fields=["admise", "score", "methode"])
    if certain:
        franchir(paire, "constater", acteur=systeme, le=le)
    return paire.etat != avant


def _est_prise(personne_id: uuid.UUID, *, population: str, sauf: str) -> bool:
    """True when the person is already linked to another admission of the same population."""
    liees = Rapprochement.objects.filter(personne=personne_id, population=population, etat__in=LIES)
    return liees.exclude(cle=sauf).exists()


def _rendue_par_le_portail(paire: Rapprochement) -> bool:
    """True when the portal itself undid or set aside the pair: what an adviser decided is never taken up again."""
    from guichet.models import Journal

    derniere = Journal.objects.de_l_objet(paire).last()
    return derniere is not None and derniere.acteur_role == "systeme"


@transaction.atomic
def confirmer(*, paire: Rapprochement, acteur: Acteur, le: datetime) -> Rapprochement:
    """The two are one; the other pairs of the admission are set aside."""
    paire = paire.verrouillee()
    try:
        with transaction.atomic():
            franchir(paire, "confirmer", acteur=acteur, le=le)
    except IntegrityError as erreur:
        raise TransitionRefusee(
            _("Cette personne ou cette admission est déjà rapprochée d’une autre : défaites d’abord ce rapprochement.")
        ) from erreur
    autres = Rapprochement.objects.select_for_update(of=("self",)).filter(cle=paire.cle, etat=E.PROPOSE)
    for autre in autres:
        franchir(autre, "refuser", acteur=Acteur.systeme(), le=le, motif_code="rapprochement_autre_personne")
    _toucher(paire)
    return paire


@transaction.atomic
def trancher(*, paire: Rapprochement, pas: str, acteur: Acteur, le: datetime, motif: Motif) -> Rapprochement:
    """Refuse, undo or reopen a pair, with its coded reason; everything stays in its history."""
    paire = paire.verrouillee()
    franchir(paire, pas, acteur=acteur, le=le, motif_code=motif.code, motif=motif.libelle)
    _toucher(paire)
    return paire


def _toucher(paire: Rapprochement) -> None:
    toucher_cohortes(PersonneAdmise.objects.actives().filter(cle=paire.cle).values("cohorte"))


def detacher_sans_admission(cles: QuerySet, *, le: datetime) -> int:
    """End the pairs whose admission no longer counts; return how many."""
    actives = PersonneAdmise.objects.actives().values("cle")
    paires = Rapprochement.objects.select_for_update(of=("self",)).filter(cle__in=cles).exclude(cle__in=actives)
    faites = 0
    for paire in paires.filter(etat__in=[*LIES, E.PROPOSE]):
        pas, motif = ("defaire", "admission_retiree") if paire.est_lie else ("refuser", "sans_objet")
        franchir(paire, pas, acteur=Acteur.systeme(), le=le, motif_code=f"rapprochement_{motif}")
        faites += 1
    return faites
