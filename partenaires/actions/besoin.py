"""A field need: written once however often it is sent, brought together with its like, answered."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from partenaires.models import BesoinTerrain, RegroupementBesoins
from partenaires.queries.besoins import membres, prochain_numero_besoin
from partenaires.states_besoins import SAISIE_BESOINS, TRAITEMENT_BESOINS, EtatBesoin

OUVERTS = (EtatBesoin.RECU, EtatBesoin.REGROUPE)


def consigner_besoin(
    *, envoi: uuid.UUID, champs: Mapping[str, Any], acteur: Acteur, le: datetime
) -> tuple[BesoinTerrain, bool]:
    """Keep what was heard and tell whether it is new: the same sending received again gives the need already kept."""
    if acteur.role not in SAISIE_BESOINS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’inscrire un besoin du terrain."))
    # An adviser may write for a region that is not hers: it is heard there, and answered by those of that region.
    with portee(Acteur.systeme()):
        deja = BesoinTerrain.objects.filter(
            saisi_par=acteur.utilisateur_id, organisation=acteur.organisation_id, envoi=envoi
        )
        if connu := deja.first():
            return connu, False
        besoin = BesoinTerrain(
            **champs,
            envoi=envoi,
            organisation_id=acteur.organisation_id,
            numero=prochain_numero_besoin(timezone.localdate(le)),
            saisi_par_id=acteur.utilisateur_id,
            recu_le=le,
        )
        try:
            with transaction.atomic():
                ouvrir(besoin, acteur=acteur, le=le)
        except IntegrityError:
            # The same sending came twice at once.
            if (connu := deja.first()) is None:
                raise
            return connu, False
    return besoin, True


@transaction.atomic
def regrouper_besoins(
    *, besoin: BesoinTerrain, avec: BesoinTerrain, acteur: Acteur, le: datetime
) -> RegroupementBesoins:
    """Say that two needs, and those already with each, are the same one; `separer_besoin` undoes it."""
    _exiger(acteur)
    if besoin.pk == avec.pk:
        raise TransitionRefusee(_("C’est le même besoin."))
    if (besoin.theme_id, besoin.region_id) != (avec.theme_id, avec.region_id):
        raise TransitionRefusee(_("Deux besoins regroupés ont le même thème et la même région."))
    with portee(Acteur.systeme()):
        # The oldest group stays; locks in one order, so that two clicks never wait for each other.
        cles = {pk for un in (besoin, avec) for pk in membres(_relu(un)).values_list("pk", flat=True)}
        tous = list(BesoinTerrain.objects.select_for_update(of=("self",)).filter(pk__in=cles).order_by("pk"))
        if any(un.etat not in OUVERTS for un in tous):
            raise TransitionRefusee(_("L’un de ces besoins est déjà pris en charge ou terminé."))
        groupes = sorted({un.regroupement for un in tous if un.regroupement}, key=lambda g: (g.cree_le, g.pk))
        garde = groupes[0] if groupes else _ouvrir_groupe(besoin, acteur, le)
        for un in tous:
            if un.etat == EtatBesoin.RECU:
                franchir(un, "regrouper", acteur=acteur, le=le, regroupement=garde)
            elif un.regroupement_id != garde.pk:
                un.regroupement = garde
                un.save(update_fields=["regroupement"])
        for autre in groupes[1:]:
            _defaire(autre, acteur, le)
    return garde


@transaction.atomic
def separer_besoin(*, besoin: BesoinTerrain, acteur: Acteur, le: datetime) -> None:
    """Take a need out of its group; the last one left is alone again."""
    _exiger(acteur)
    with portee(Acteur.systeme()):
        besoin = besoin.verrouillee()
        groupe = besoin.regroupement
        franchir(besoin, "separer", acteur=acteur, le=le, regroupement=None)
        if groupe is None:
            return
        restes = list(groupe.besoins.select_for_update(of=("self",)).order_by("pk"))
        if len(restes) > 1:
            return
        for reste in restes:
            if reste.etat == EtatBesoin.REGROUPE:
                franchir(reste, "separer", acteur=acteur, le=le, regroupement=None)
        _defaire(groupe, acteur, le)


@transaction.atomic
def prendre_besoin(*, besoin: BesoinTerrain, acteur: Acteur, le: datetime) -> int:
    """Say that someone looks into it, and into those brought together with it; how many moved."""
    return _avancer(besoin, "prendre_en_charge", acteur, le, OUVERTS)


@transaction.atomic
def repondre_besoin(*, besoin: BesoinTerrain, reponse: str, acteur: Acteur, le: datetime) -> int:
    """Tell those who wrote it what became of it; the whole group receives the same answer."""
    if not reponse.strip():
        raise TransitionRefusee(_("Écrivez ce qui a été fait ou décidé."))
    return _avancer(
        besoin,
        "repondre",
        acteur,
        le,
        (EtatBesoin.PRIS_EN_CHARGE,),
        reponse=reponse.strip(),
        repondu_le=le,
    )


@transaction.atomic
def ecarter_besoin(*, besoin: BesoinTerrain, motif: Motif, acteur: Acteur, le: datetime, precision: str = "") -> None:
    """Set one need aside for a coded reason; the others of its group go on."""
    _exiger(acteur)
    with portee(Acteur.systeme()):
        besoin = besoin.verrouillee()
        franchir(besoin, "ecarter", acteur=acteur, le=le, motif=precision.strip(), motif_code=motif.code)


@transaction.atomic
def rouvrir_besoin(*, besoin: BesoinTerrain, motif: Motif, acteur: Acteur, le: datetime, precision: str = "") -> None:
    """Take up again one that was answered or set aside; its former answer stays until another replaces it."""
    _exiger(acteur)
    with portee(Acteur.systeme()):
        besoin = besoin.verrouillee()
        franchir(besoin, "rouvrir", acteur=acteur, le=le, motif=precision.strip(), motif_code=motif.code)


def _avancer(
    besoin: BesoinTerrain, pas: str, acteur: Acteur, le: datetime, de: tuple[EtatBesoin, ...], **champs: Any
) -> int:
    """The step for the need, then for those of its group that stand where it may be taken."""
    _exiger(acteur)
    with portee(Acteur.systeme()):
        cles = list(membres(_relu(besoin)).values_list("pk", flat=True))
        tous = BesoinTerrain.objects.select_for_update(of=("self",)).filter(pk__in=cles).order_by("pk")
        a_faire = [un for un in tous if un.pk == besoin.pk or un.etat in de]
        for un in a_faire:
            franchir(un, pas, acteur=acteur, le=le, **champs)
    return len(a_faire)


def _relu(besoin: BesoinTerrain) -> BesoinTerrain:
    """The need as it is now: someone may have grouped it since the page was read."""
    return BesoinTerrain.objects.get(pk=besoin.pk)


def _ouvrir_groupe(besoin: BesoinTerrain, acteur: Acteur, le: datetime) -> RegroupementBesoins:
    return RegroupementBesoins.objects.create(
        region_id=besoin.region_id, theme_id=besoin.theme_id, cree_le=le, cree_par_id=acteur.utilisateur_id
    )


def _defaire(groupe: RegroupementBesoins, acteur: Acteur, le: datetime) -> None:
    groupe.defait_le, groupe.defait_par_id = le, acteur.utilisateur_id
    groupe.save(update_fields=["defait_le", "defait_par"])


def _exiger(acteur: Acteur) -> None:
    if acteur.role not in TRAITEMENT_BESOINS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de traiter un besoin du terrain."))
