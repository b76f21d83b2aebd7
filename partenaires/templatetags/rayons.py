"""The lists that go together, one click from each other: a row of links under the title of each."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.acteurs import ROLES_ENTENTES, Role
from guichet.templatetags.composants import onglets
from partenaires.states_ententes import PREPARATION
from partenaires.states_refontes import LECTURE_REFONTES

register = template.Library()

TOUS = ROLES_ENTENTES | PREPARATION
# URL name, words, who opens it.
RAYONS: tuple[tuple[tuple[str, Any, frozenset[Role]], ...], ...] = (
    (
        ("portefeuille", gettext_lazy("À faire"), ROLES_ENTENTES),
        ("ententes", gettext_lazy("Ententes"), TOUS),
        ("redditions_toutes", gettext_lazy("Redditions de comptes"), TOUS),
        ("services", gettext_lazy("Services hors du portail"), PREPARATION | {Role.GESTIONNAIRE_ENTENTES}),
        ("revues", gettext_lazy("Revues de mi-parcours"), TOUS),
        ("qualite", gettext_lazy("Qualité des redditions"), TOUS),
    ),
    (
        ("versements_a_traiter", gettext_lazy("Versements"), ROLES_ENTENTES),
        ("enveloppes", gettext_lazy("Enveloppes"), ROLES_ENTENTES),
        ("ponctualite", gettext_lazy("Ponctualité du ministère"), TOUS),
    ),
    (
        ("programmes", gettext_lazy("Programmes"), TOUS),
        ("appels", gettext_lazy("Appels de projets"), TOUS),
        ("refontes", gettext_lazy("Refontes de l’offre"), LECTURE_REFONTES),
        ("delegations", gettext_lazy("Délégations de pouvoir"), ROLES_ENTENTES),
    ),
)


@register.simple_tag(takes_context=True)
def rayon(context: Context, courant: str) -> SafeString | str:
    """`{% rayon "ententes" %}`: the lists beside this one, those this actor opens; nothing when it stands alone."""
    role = context["request"].acteur.role
    for entrees in RAYONS:
        if any(nom == courant for nom, _mots, _roles in entrees):
            liste = [
                {"libelle": mots, "url": reverse(nom), "courant": nom == courant}
                for nom, mots, roles in entrees
                if role in roles
            ]
            return onglets(liste, _("Listes voisines")) if len(liste) > 1 else ""
    return ""
