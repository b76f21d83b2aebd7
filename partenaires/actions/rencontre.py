"""Meetings of a table: prepared, called, held, told in minutes that are approved once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee, franchir, ouvrir
from guichet.models import Organisation
from partenaires.actions.table_concertation import exiger_animation, table_tenue
from partenaires.courriels_concertation import annoncer_annulation, annoncer_compte_rendu, annoncer_rencontre
from partenaires.models import (
    DecisionRencontre,
    PointOrdreDuJour,
    PresenceRencontre,
    Rencontre,
    TableConcertation,
)
from partenaires.queries.concertation import a_inscrire, membres_de

AUTRE_PERSONNE = gettext_lazy("Vous avez rédigé ce compte rendu : une autre personne qui anime la table l’approuve.")


def preparer_rencontre(
    *,
    table: TableConcertation,
    sujet: str,
    debut: datetime,
    fin: datetime,
    lieu: str,
    lien: str,
    acteur: Acteur,
    le: datetime,
) -> Rencontre:
    """A meeting in preparation, its agenda already holding what is late, then what is open."""
    exiger_animation(table, acteur)
    if debut <= le:
        raise TransitionRefusee(_("La rencontre est à venir : choisissez un moment plus tard."))
    with portee(Acteur.systeme()):
        table_tenue(table)
        rencontre = ouvrir(
            Rencontre(
                table=table,
                region_id=table.region_id,
                sujet=sujet,
                debut=debut,
                fin=fin,
                lieu=lieu,
                lien=lien,
                modifiee_le=le,
            ),
            acteur=acteur,
            le=le,
        )
        completer_ordre_du_jour(rencontre, le=le)
    return rencontre


def completer_ordre_du_jour(rencontre: Rencontre, *, le: datetime) -> int:
    """Add the open commitments the agenda does not hold yet, the overdue first; return how many.

    One that someone took out is not brought back.
    """
    connus = set(rencontre.points.exclude(engagement=None).values_list("engagement_id", flat=True))
    lignes = [x for x in a_inscrire(rencontre.table, au=timezone.localdate(le)) if x.engagement.pk not in connus]
    premier = _prochain_rang(rencontre)
    PointOrdreDuJour.objects.bulk_create(
        PointOrdreDuJour(
            table_id=rencontre.table_id,
            rencontre=rencontre,
            rang=premier + rang,
            titre=ligne.engagement.titre,
            engagement=ligne.engagement,
            en_retard=ligne.en_retard,
        )
        for rang, ligne in enumerate(lignes)
    )
    return len(lignes)


def ajouter_point(
    *, rencontre: Rencontre, titre: str, acteur: Acteur, origine_genre: str = "", origine_cle: str = ""
) -> PointOrdreDuJour:
    """Add a theme to the agenda, with where it was heard when that is known."""
    with _en_cours(rencontre, acteur) as tenue:
        return PointOrdreDuJour.objects.create(
            table_id=tenue.table_id,
            rencontre=tenue,
            rang=_prochain_rang(tenue),
            titre=titre,
            origine_genre=origine_genre,
            origine_cle=origine_cle,
        )


def retirer_point(*, point: PointOrdreDuJour, acteur: Acteur, le: datetime) -> PointOrdreDuJour:
    """Take an item out of the agenda; its row says who did and when."""
    with _en_cours(point.rencontre, acteur):
        if point.retire_le is None:
            point.retire_le, point.retire_par_id = le, acteur.utilisateur_id
            point.save(update_fields=["retire_le", "retire_par"])
    return point


def deplacer_point(*, point: PointOrdreDuJour, vers_le_haut: bool, acteur: Acteur) -> int:
    """Move an item one place up or down among those that remain; return its new place, counted from one."""
    with _en_cours(point.rencontre, acteur) as tenue:
        restants = list(tenue.points.filter(retire_le=None).order_by("rang", "pk"))
        ancien = next((place for place, reste in enumerate(restants) if reste.pk == point.pk), None)
        if ancien is None:
            raise TransitionRefusee(_("Ce point n’est plus à l’ordre du jour."))
        nouveau = min(max(ancien + (-1 if vers_le_haut else 1), 0), len(restants) - 1)
        restants.insert(nouveau, restants.pop(ancien))
        for rang, reste in enumerate(restants, 1):
            reste.rang = rang
        PointOrdreDuJour.objects.bulk_update(restants, ["rang"])
    return nouveau + 1


def modifier_rencontre(*, rencontre: Rencontre, acteur: Acteur, le: datetime, **champs: Any) -> Rencontre:
    """Change the subject, the time or the place; once called, the members are told and calendars see a new sequence."""
    with _en_cours(rencontre, acteur) as tenue:
        if not tenue.est_modifiable:
            raise TransitionRefusee(_("Cette rencontre a son compte rendu : elle ne se déplace plus."))
        if champs["debut"] <= le:
            raise TransitionRefusee(_("La rencontre est à venir : choisissez un moment plus tard."))
        change = any(getattr(tenue, nom) != valeur for nom, valeur in champs.items())
        if not change:
            return tenue
        for nom, valeur in champs.items():
            setattr(tenue, nom, valeur)
        tenue.modifiee_le = le
        tenue.sequence += tenue.convoquee_le is not None
        tenue.save(update_fields=[*champs, "modifiee_le", "sequence"])
        if tenue.convoquee_le:
            annoncer_rencontre(tenue, le=le)
    return tenue


def convoquer_rencontre(*, rencontre: Rencontre, acteur: Acteur, le: datetime) -> Rencontre:
    """Call the members: what fell due since is added to the agenda, then each organisation has its message."""
    with _en_cours(rencontre, acteur) as tenue:
        if tenue.debut <= le:
            raise TransitionRefusee(_("Le moment de cette rencontre est passé. Déplacez-la d’abord."))
        if not membres_de(tenue.table, au=timezone.localdate(tenue.debut)):
            raise TransitionRefusee(_("Aucun membre ne siège à cette table ce jour-là. Donnez d’abord un mandat."))
        completer_ordre_du_jour(tenue, le=le)
        franchir(tenue, "convoquer", acteur=acteur, le=le, convoquee_le=le, modifiee_le=le)
        annoncer_rencontre(tenue, le=le)
    return tenue


def annuler_rencontre(*, rencontre: Rencontre, acteur: Acteur, le: datetime, motif: str) -> Rencontre:
    """Cancel it with the reason; the members who were called are told."""
    with _en_cours(rencontre, acteur) as tenue:
        appelee = tenue.convoquee_le is not None
        franchir(
            tenue,
            "annuler",
            acteur=acteur,
            le=le,
            motif=motif,
            modifiee_le=le,
            sequence=tenue.sequence + appelee,
        )
        if appelee:
            annoncer_annulation(tenue, motif=motif, le=le)
    return tenue


def noter_presences(
    *, rencontre: Rencontre, presences: Mapping[Organisation, tuple[str, str]], acteur: Acteur, le: datetime
) -> int:
    """Note who came, by organisation: (presence, who came for it); return how many."""
    with _en_cours(rencontre, acteur) as tenue:
        _deja_tenue(tenue, le)
        for organisation, (presence, representant) in presences.items():
            PresenceRencontre.objects.update_or_create(
                rencontre=tenue,
                organisation=organisation,
                defaults={
                    "table_id": tenue.table_id,
                    "presence": presence,
                    "representant": representant,
                    "notee_le": le,
                    "notee_par_id": acteur.utilisateur_id,
                },
            )
    return len(presences)


def prendre_decision(*, rencontre: Rencontre, texte: str, acteur: Acteur, le: datetime) -> DecisionRencontre:
    """Write down what the table decided, numbered in the meeting."""
    with _en_cours(rencontre, acteur) as tenue:
        _deja_tenue(tenue, le)
        dernier = tenue.decisions.aggregate(n=Max("rang"))["n"] or 0
        return DecisionRencontre.objects.create(
            table_id=tenue.table_id,
            rencontre=tenue,
            rang=dernier + 1,
            texte=texte,
            prise_le=le,
            prise_par_id=acteur.utilisateur_id,
        )


def rediger_compte_rendu(*, rencontre: Rencontre, texte: str, acteur: Acteur, le: datetime) -> Rencontre:
    """Write the minutes, or write them again before they are approved."""
    with _en_cours(rencontre, acteur) as tenue:
        _deja_tenue(tenue, le)
        ecrit: dict[str, Any] = {"compte_rendu": texte, "redige_le": le, "redige_par_id": acteur.utilisateur_id}
        if tenue.est_modifiable:
            franchir(tenue, "rediger", acteur=acteur, le=le, **ecrit)
        else:
            for nom, valeur in ecrit.items():
                setattr(tenue, nom, valeur)
            tenue.save(update_fields=["compte_rendu", "redige_le", "redige_par"])
    return tenue


def approuver_compte_rendu(*, rencontre: Rencontre, acteur: Acteur, le: datetime) -> Rencontre:
    """Freeze the minutes and all that hangs on the meeting; who wrote any of them does not approve them."""
    with _en_cours(rencontre, acteur) as tenue:
        if tenue.a_redige(acteur.utilisateur_id):
            raise TransitionRefusee(str(AUTRE_PERSONNE))
        franchir(
            tenue,
            "approuver",
            acteur=acteur,
            le=le,
            approuve_le=le,
            approuve_par_id=acteur.utilisateur_id,
            empreinte=hashlib.sha256(tenue.compte_rendu.encode()).hexdigest(),
        )
        annoncer_compte_rendu(tenue, le=le)
    return tenue


@contextmanager
def _en_cours(rencontre: Rencontre, acteur: Acteur) -> Iterator[Rencontre]:
    """The meeting as it is now, locked, in the portal's scope; refused to who does not lead its table, and once nothing
    may change."""
    exiger_animation(rencontre.table, acteur)
    with portee(Acteur.systeme()):
        tenue = Rencontre.objects.select_for_update(of=("self",)).select_related("table").get(pk=rencontre.pk)
        if not tenue.est_ouverte:
            raise TransitionRefusee(_("Cette rencontre ne change plus."))
        yield tenue


def _deja_tenue(rencontre: Rencontre, le: datetime) -> None:
    if rencontre.convoquee_le is None or rencontre.debut > le:
        raise TransitionRefusee(_("La rencontre n’a pas encore eu lieu."))


def _prochain_rang(rencontre: Rencontre) -> int:
    return (rencontre.points.aggregate(n=Max("rang"))["n"] or 0) + 1
