"""What a declaration contains: resources, pools and provisional groups, added, changed, withdrawn, copied."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from inscriptions.models import Groupe
from inscriptions.queries.numero import prochain_numero_de_groupe
from inscriptions.states import EtatGroupe
from partenaires.models import Bassin, BesoinRessource, DeclarationCapacite, GroupePropose, Ressource
from partenaires.queries.contenu import contenu_de
from partenaires.states import GESTION

# What a form gives that belongs to the group itself, and what belongs to the promise.
DU_GROUPE = (
    "niveau",
    "niveau_max",
    "filiere",
    "formule",
    "mode",
    "lieu",
    "region_id",
    "horaire",
    "heures_par_semaine",
    "garde",
    "capacite",
    "minimum",
    "debut",
    "fin",
)
DE_LA_PROMESSE = ("reference", "cout", "decision_le")
DE_LA_RESSOURCE = ("reference", "genre", "nom", "nombre", "cellules", "heures_max", "places")
DU_BASSIN = (*DE_LA_PROMESSE, "nombre", "horaires", *(nom for nom in DU_GROUPE if nom != "horaire"))
MOTIF_RETRAIT = "capacite_retiree"


def modifiable(declaration: DeclarationCapacite, acteur: Acteur) -> DeclarationCapacite:
    """The declaration locked, when this actor may change what it contains."""
    if acteur.role not in GESTION or acteur.organisation_id != declaration.organisation_id:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de changer cette déclaration."))
    declaration = declaration.verrouillee()
    if not declaration.est_modifiable:
        raise TransitionRefusee(_("Reprenez la déclaration pour la modifier."))
    return declaration


@transaction.atomic
def enregistrer_ressource(
    *, declaration: DeclarationCapacite, acteur: Acteur, champs: dict[str, Any], ressource: Ressource | None = None
) -> Ressource:
    """Add a resource, or change this one."""
    declaration = modifiable(declaration, acteur)
    ressource = ressource or Ressource(declaration=declaration, organisation_id=declaration.organisation_id)
    _poser(ressource, champs, DE_LA_RESSOURCE)
    ressource.save()
    return ressource


@transaction.atomic
def enregistrer_bassin(
    *,
    declaration: DeclarationCapacite,
    acteur: Acteur,
    le: datetime,
    champs: dict[str, Any],
    bassin: Bassin | None = None,
) -> Bassin:
    """Add a pool, or change this one."""
    declaration = modifiable(declaration, acteur)
    bassin = bassin or Bassin(declaration=declaration, organisation_id=declaration.organisation_id)
    _poser(bassin, champs, DU_BASSIN)
    bassin.save()
    _besoins(declaration, champs["ressources"], le, bassin=bassin)
    return bassin


@transaction.atomic
def enregistrer_groupe(
    *,
    declaration: DeclarationCapacite,
    acteur: Acteur,
    le: datetime,
    champs: dict[str, Any],
    propose: GroupePropose | None = None,
) -> GroupePropose:
    """Add a provisional group, or change this one; a group the ministry keeps no longer changes."""
    declaration = modifiable(declaration, acteur)
    if propose is None:
        return proposer_groupe(declaration=declaration, acteur=acteur, le=le, champs=champs)
    groupe = propose.groupe.verrouillee()
    if propose.retenu_le or groupe.etat != EtatGroupe.ENVISAGE:
        raise TransitionRefusee(_("Ce groupe est retenu ou décidé : il ne change plus."))
    _poser(groupe, champs, DU_GROUPE)
    groupe.save(update_fields=[nom.removesuffix("_id") for nom in DU_GROUPE])
    _poser(propose, champs, DE_LA_PROMESSE)
    propose.save()
    _besoins(declaration, champs["ressources"], le, propose=propose)
    return propose


def proposer_groupe(
    *,
    declaration: DeclarationCapacite,
    acteur: Acteur,
    le: datetime,
    champs: dict[str, Any],
    bassin: Bassin | None = None,
) -> GroupePropose:
    """A new provisional group, its `Groupe` in state `envisage`; the caller holds the declaration."""
    session = declaration.session
    groupe = Groupe(
        organisation_id=declaration.organisation_id, session=session, numero=prochain_numero_de_groupe(session)
    )
    _poser(groupe, champs, DU_GROUPE)
    ouvrir(groupe, acteur=acteur, le=le)
    propose = GroupePropose(
        declaration=declaration, organisation_id=declaration.organisation_id, groupe=groupe, bassin=bassin
    )
    _poser(propose, champs, DE_LA_PROMESSE)
    propose.save()
    _besoins(declaration, champs["ressources"], le, propose=propose)
    return propose


@transaction.atomic
def retirer_groupe(*, propose: GroupePropose, acteur: Acteur, le: datetime, motif_code: str = MOTIF_RETRAIT) -> None:
    """A provisional group is no longer envisaged; the reason stays in its journal."""
    groupe = propose.groupe.verrouillee()
    franchir(groupe, "abandonner", acteur=acteur, le=le, motif_code=motif_code)
    propose.retire_le = le
    propose.save(update_fields=["retire_le"])
    propose.besoins.filter(retire_le__isnull=True).update(retire_le=le)


@transaction.atomic
def retirer_element(
    *, declaration: DeclarationCapacite, acteur: Acteur, le: datetime, element: Ressource | Bassin | GroupePropose
) -> None:
    """Take an element out of a draft; a resource still needed says by whom."""
    modifiable(declaration, acteur)
    if isinstance(element, GroupePropose):
        if element.retenu_le:
            raise TransitionRefusee(_("Ce groupe est retenu par le ministère : répondez-lui."))
        retirer_groupe(propose=element, acteur=acteur, le=le)
    elif isinstance(element, Bassin):
        element.retire_le = le
        element.save(update_fields=["retire_le"])
        element.besoins.filter(retire_le__isnull=True).update(retire_le=le)
    else:
        _verifier_inutile(element)
        element.retiree_le = le
        element.save(update_fields=["retiree_le"])


def recopier(
    *, source: DeclarationCapacite, cible: DeclarationCapacite, acteur: Acteur, le: datetime
) -> dict[str, int]:
    """Add to `cible` every element of `source` whose reference it does not have; return how many of each."""
    decalage = cible.session.debut - source.session.debut
    contenu, deja = contenu_de(source), contenu_de(cible)
    connues = [{element.reference for element in genre} for genre in (deja.ressources, deja.bassins, deja.groupes)]
    ressources = [r for r in contenu.ressources if r.reference not in connues[0]]
    for ressource in ressources:
        champs = {nom: getattr(ressource, nom) for nom in DE_LA_RESSOURCE}
        enregistrer_ressource(declaration=cible, acteur=acteur, champs=champs)
    bassins = [b for b in contenu.bassins if b.reference not in connues[1]]
    for bassin in bassins:
        champs = {nom: getattr(bassin, nom) for nom in DU_BASSIN}
        champs = _decaler(champs | {"ressources": contenu.besoins.get(bassin.pk, [])}, decalage, cible)
        enregistrer_bassin(declaration=cible, acteur=acteur, le=le, champs=champs)
    groupes = [g for g in contenu.groupes if g.reference not in connues[2] and g.bassin_id is None]
    for propose in groupes:
        champs = {nom: getattr(propose.groupe, nom) for nom in DU_GROUPE}
        champs |= {nom: getattr(propose, nom) for nom in DE_LA_PROMESSE}
        champs = _decaler(champs | {"ressources": contenu.besoins.get(propose.pk, [])}, decalage, cible)
        enregistrer_groupe(declaration=cible, acteur=acteur, le=le, champs=champs)
    return {"ressources": len(ressources), "bassins": len(bassins), "groupes": len(groupes)}


def _decaler(champs: dict[str, Any], decalage: timedelta, cible: DeclarationCapacite) -> dict[str, Any]:
    """The same weeks of the other session; never outside of it."""
    session = cible.session
    debut = min(max(champs["debut"] + decalage, session.debut), session.fin - timedelta(days=1))
    fin = max(min(champs["fin"] + decalage, session.fin), debut + timedelta(days=1))
    decision = cible.decision_le or champs["decision_le"] + decalage
    return champs | {"debut": debut, "fin": fin, "decision_le": min(decision, debut - timedelta(days=1))}


def _poser(objet: Any, champs: dict[str, Any], noms: Iterable[str]) -> None:
    for nom in noms:
        setattr(objet, nom, champs[nom])


def _besoins(declaration: DeclarationCapacite, references: Iterable[str], le: datetime, **de: Any) -> None:
    """The resources this group or pool needs are exactly these; one no longer needed keeps its row, ended."""
    voulues = {r.pk: r for r in declaration.ressources.actives().filter(reference__in=list(references))}
    lignes = {b.ressource_id: b for b in BesoinRessource.objects.filter(declaration=declaration, **de)}
    for ressource_id, besoin in lignes.items():
        retrait = None if ressource_id in voulues else besoin.retire_le or le
        if retrait != besoin.retire_le:
            besoin.retire_le = retrait
            besoin.save(update_fields=["retire_le"])
    BesoinRessource.objects.bulk_create(
        BesoinRessource(declaration=declaration, organisation_id=declaration.organisation_id, ressource=ressource, **de)
        for pk, ressource in voulues.items()
        if pk not in lignes
    )


def _verifier_inutile(ressource: Ressource) -> None:
    lignes = ressource.besoins.filter(retire_le__isnull=True).select_related("propose", "bassin")
    if prises := [str(ligne.propose or ligne.bassin) for ligne in lignes]:
        raise TransitionRefusee(
            _("« %(nom)s » sert à %(groupes)s : changez-les d’abord.")
            % {"nom": ressource.nom, "groupes": ", ".join(sorted(prises))}
        )
