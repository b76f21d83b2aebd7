"""A figure anywhere, written with its unit and linked to its definition: `{% load indicateurs %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from guichet.mesure.definition import MESURES
from guichet.templatetags.composants import chiffre_cle
from guichet.tons import ton_de_l_etat
from indicateurs import ecriture, policies
from indicateurs.figures_indicateur import etincelle as dessiner

register = template.Library()


@register.filter
def ecrire(valeur: Any, mesure: Any) -> str:
    """`{{ valeur|ecrire:mesure }}`: with its unit, a dash when there is none."""
    return ecriture.ecrire(mesure, valeur)


@register.filter
def ecrire_ecart(valeur: Any, mesure: Any) -> str:
    """`{{ effet|ecrire_ecart:mesure }}`: a signed change in the measure's unit, in points for a share."""
    return ecriture.ecart(mesure, valeur, 0 * valeur)


@register.filter
def ecrire_ampleur(valeur: Any, mesure: Any) -> str:
    """`{{ ampleur|ecrire_ampleur:mesure }}`: a size without its sign, in points for a share."""
    return ecriture.ecart(mesure, valeur, 0 * valeur).lstrip("+−±")


@register.filter
def ton_etat(objet: Any) -> str:
    """`{{ ligne|ton_etat }}`: the tone of the object's state."""
    return ton_de_l_etat(str(objet.etat))


@register.simple_tag
def ecart(mesure: Any, valeur: Any, avant: Any) -> str:
    """`{% ecart mesure valeur avant %}`: the signed difference, in points for a share."""
    return ecriture.ecart(mesure, valeur, avant)


@register.simple_tag
def sur_un_an(lecture: Any) -> str:
    """`{% sur_un_an lecture %}`: the change since a year ago, in words."""
    return ecriture.sur_un_an(lecture.mesure, lecture.valeur, lecture.avant)


@register.simple_tag
def indicateur(code: str, valeur: Any, precision: str = "") -> SafeString:
    """`{% indicateur "abandon" taux precision="…" %}`: a key figure that opens its definition."""
    mesure = MESURES[code]
    texte = valeur if isinstance(valeur, str) else ecriture.ecrire(mesure, valeur)
    url = reverse("indicateur", args=[code])
    return chiffre_cle(texte, mesure.titre, precision=precision, definition=mesure.definition, url=url)


@register.simple_tag
def etincelle(lecture: Any) -> SafeString:
    """`{% etincelle lecture %}`: the last months as a small line."""
    return dessiner(lecture)


@register.inclusion_tag("indicateurs/_alertes.html", takes_context=True)
def alertes_a_traiter(context: Context) -> dict[str, Any]:
    """`{% alertes_a_traiter %}`: the open alerts that the reader's role answers for."""
    acteur = getattr(context.get("request"), "acteur", None)
    return {"alertes": list(policies.alertes_de(acteur)) if acteur else []}
