"""The files of ententes to look at: one of each state, each with the pages that say something there."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model
from django.urls import reverse

from partenaires.models import Avenant, Entente, Reddition, Revue

# What the walk by links, which takes one file, does not see of the others.
ONGLETS = {
    "ebauche": ("entente",),
    "soumise": ("entente",),
    "en_analyse": ("entente", "entente_analyse"),
    "recommandee": ("entente",),
    "approuvee": ("entente", "entente_contenu", "entente_negociation", "entente_versions", "entente_signature"),
    "active": ("entente_negociation", "entente_versions", "versements", "entente_revues", "avenants", "entente_termes"),
    "rapport_final": ("entente", "decompte"),
    "fermee": ("decompte", "versements"),
}
ETATS = {
    "avenant": (Avenant, ("avenant",)),
    "reddition": (Reddition, ("reddition",)),
    "revue": (Revue, ("revue",)),
}


def dossiers_pleins() -> list[tuple[str, str]]:
    """Name and address of each page; run in the database of the stack."""
    return [*_des_ententes(), *_de_ce_qui_en_depend()]


def _des_ententes() -> Iterator[tuple[str, str]]:
    for etat, pages in ONGLETS.items():
        ententes = Entente.objects.filter(etat=etat).order_by("numero")
        if etat in ("approuvee", "active"):  # With something discussed, and amended once it is signed.
            ententes = ententes.filter(commentaires__isnull=False)
        if etat == "active":
            ententes = ententes.filter(avenants__etat="approuve", revues__isnull=False)
        if entente := ententes.first():
            for page in pages:
                yield f"{etat}-{page}", reverse(page, args=[entente.pk])


def _de_ce_qui_en_depend() -> Iterator[tuple[str, str]]:
    """One object of each state."""
    for nom, (modele, pages) in ETATS.items():
        for objet in _un_par_etat(modele):
            for page in pages:
                yield f"{nom}-{objet.etat}", reverse(page, args=[objet.pk])
    if avenant := Avenant.objects.filter(etat="approuve", documents_signes__isnull=False).first():
        yield "avenant-signature", reverse("avenant_signature", args=[avenant.pk])


def _un_par_etat(modele: type[Model]) -> list:
    return list(modele._default_manager.order_by("etat", "pk").distinct("etat"))
