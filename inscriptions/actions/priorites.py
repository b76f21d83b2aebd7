"""The dispatch order: write a version, publish it for a day, apply it; and give each request its class."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from celery import signature
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from inscriptions.models import Inscription, RegleDePriorite
from inscriptions.priorites import ClasseDePriorite, defauts
from inscriptions.queries.priorites import (
    CLASSEES,
    classement_sql,
    regle_en_vigueur,
    regle_gardee,
    regles_dues,
    seuils_du,
    valeurs_des_seuils,
)
from inscriptions.states_priorite import REPARTITEURS

# A whole province is classed in one statement: longer than a page may wait, shorter than this.
PATIENCE = "120s"

# Rows are taken in the order of ids, so that two passes never wait for each other.
RECLASSER = """
WITH n AS MATERIALIZED (SELECT n.id, n.rang, n.criteres FROM ({classement}) n
      WHERE (n.classe_priorite, n.criteres_priorite) IS DISTINCT FROM (n.rang, n.criteres)),
     prises AS MATERIALIZED (SELECT i.id FROM inscriptions_inscription i
      WHERE i.id IN (SELECT id FROM n) ORDER BY i.id FOR NO KEY UPDATE),
     faites AS (UPDATE inscriptions_inscription i SET classe_priorite = n.rang, criteres_priorite = n.criteres
      FROM n WHERE n.id = i.id AND i.id IN (SELECT id FROM prises) RETURNING i.classe_priorite, i.criteres_priorite)
SELECT count(*) OVER (), classe_priorite, criteres_priorite FROM faites LIMIT 1
"""


@transaction.atomic
def rediger_regle(*, acteur: Acteur, le: datetime) -> RegleDePriorite:
    """Open a draft from the version in force."""
    _exiger_repartiteur(acteur)
    with portee(Acteur.systeme()):
        modele = regle_gardee(seul=True)
        numero = (RegleDePriorite.objects.aggregate(dernier=Max("numero"))["dernier"] or 0) + 1
        regle = RegleDePriorite(
            numero=numero,
            nom=_("Nouvelle version"),
            classes=modele.classes,
            certitude=modele.certitude,
            redigee_par_id=acteur.utilisateur_id,
        )
        return ouvrir(regle, acteur=acteur, le=le, contexte={"modele": modele.numero})


@transaction.atomic
def modifier_regle(
    *,
    regle: RegleDePriorite,
    acteur: Acteur,
    nom: str,
    pourquoi: str,
    certitude: str,
    classes: Sequence[ClasseDePriorite],
) -> RegleDePriorite:
    """Keep what the draft now says; a published version never changes."""
    _exiger_repartiteur(acteur)
    regle = regle.verrouillee()
    if not regle.est_brouillon:
        raise TransitionRefusee(_("Une version publiée ne change plus. Écrivez-en une nouvelle."))
    _exiger_ordre(classes)
    regle.nom, regle.pourquoi, regle.certitude = nom, pourquoi, certitude
    regle.classes = [classe.en_donnees() for classe in classes]
    regle.save(update_fields=["nom", "pourquoi", "certitude", "classes"])
    return regle


def publier_regle(*, regle: RegleDePriorite, date_effet: date, acteur: Acteur, le: datetime) -> RegleDePriorite:
    """Announce the version for a day; for today, the queue is classed again at once by a worker."""
    jour = timezone.localdate(le)
    with portee(Acteur.systeme()):
        regle = regle.verrouillee()
        if date_effet < jour:
            raise TransitionRefusee(_("Une version entre en vigueur aujourd’hui ou plus tard."))
        if RegleDePriorite.objects.annoncees().filter(en_vigueur_le=date_effet).exists():
            raise TransitionRefusee(_("Une autre version est déjà annoncée pour ce jour."))
        if not regle.pourquoi.strip():
            raise TransitionRefusee(_("Écrivez d’abord pourquoi cette version."))
        _exiger_ordre(regle.ordre)
        franchir(
            regle,
            "publier",
            acteur=acteur,
            le=le,
            contexte={"en_vigueur_le": date_effet.isoformat(), "version": regle.numero},
            motif=regle.pourquoi,
            en_vigueur_le=date_effet,
            publiee_le=le,
            publiee_par_id=acteur.utilisateur_id,
        )
        if date_effet == jour:
            suite = signature("inscriptions.routines.appliquer_regles")
            transaction.on_commit(lambda: suite.delay(), robust=True)
    return regle


def annuler_regle(*, regle: RegleDePriorite, acteur: Acteur, le: datetime, motif: str) -> RegleDePriorite:
    """Set a draft or an announced version aside, with the reason."""
    with portee(Acteur.systeme()):
        regle = regle.verrouillee()
        franchir(regle, "annuler", acteur=acteur, le=le, motif=motif)
    return regle


def appliquer_regles_dues(*, le: datetime) -> int:
    """Put in force the announced versions whose day has come, one transaction each; a second run finds none."""
    faites = 0
    while True:
        with portee(Acteur.systeme()):
            dues = regles_dues(au=timezone.localdate(le))
            if not dues:
                return faites
            faites += _appliquer(dues[0], le)


def reclasser_la_file(*, le: datetime) -> int:
    """Give every live request the class the order in force gives it today; return how many changed."""
    with portee(Acteur.systeme()):
        return _reclasser(regle_gardee(seul=True), timezone.localdate(le))


def reclasser(inscription: Inscription, *, le: datetime) -> None:
    """Give this request its class after a change of its file; the portal's own doing, whoever acts."""
    with portee(Acteur.systeme()):
        changee = _executer(regle_en_vigueur(), timezone.localdate(le), demande=inscription.pk)
    if changee:
        _nombre, inscription.classe_priorite, inscription.criteres_priorite = changee


def _appliquer(regle: RegleDePriorite, le: datetime) -> int:
    """Replace the version in force by this one, and class the queue in the same transaction."""
    portail = Acteur.systeme()
    # Placement runs share the order while they read: none sees the queue half-way.
    ancienne = regle_gardee(seul=True)
    regle = regle.verrouillee()
    if not regle.est_annoncee:
        return 0
    nombre = _reclasser(regle, timezone.localdate(le))
    franchir(ancienne, "remplacer", acteur=portail, le=le, contexte={"par": regle.numero})
    franchir(
        regle,
        "appliquer",
        acteur=portail,
        le=le,
        contexte={"version": regle.numero, "reclassees": nombre},
        appliquee_le=le,
        nb_reclassees=nombre,
    )
    return 1


def _reclasser(regle: RegleDePriorite, jour: date) -> int:
    with connection.cursor() as curseur:
        curseur.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
    changees = _executer(regle, jour)
    return changees[0] if changees else 0


def _executer(regle: RegleDePriorite, jour: date, *, demande: uuid.UUID | None = None) -> tuple | None:
    """Class these requests in one statement; the number changed and the class of the first, None when none was."""
    ou = "i.etat = ANY(%(classees)s)" + (" AND i.id = %(demande)s" if demande else "")
    valeurs = valeurs_des_seuils(seuils_du(jour)) | {"classees": list(CLASSEES), "demande": demande}
    with connection.cursor() as curseur:
        curseur.execute(RECLASSER.format(classement=classement_sql(regle.ordre, ou=ou)), valeurs)
        return curseur.fetchone()


def _exiger_repartiteur(acteur: Acteur) -> None:
    if acteur.role not in REPARTITEURS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’écrire l’ordre d’attribution."))


def _exiger_ordre(classes: Sequence[ClasseDePriorite]) -> None:
    trouves = defauts(classes)
    if trouves:
        raise TransitionRefusee(" ".join(trouves))
