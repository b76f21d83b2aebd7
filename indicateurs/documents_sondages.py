"""The documents of a wave: its results and its poster as tagged PDF, its table as CSV rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.documents import code_qr, polices, rendre_pdf
from indicateurs.models import VagueSondage
from indicateurs.resultats_sondages import lire_vague
from indicateurs.sondages.ponderation import Estimation


def rendre_resultats(vague: VagueSondage, *, le: datetime) -> bytes:
    """The PDF of the results of a wave."""
    return rendre_pdf(html_des_resultats(vague, le=le))


def html_des_resultats(vague: VagueSondage, *, le: datetime) -> str:
    """The page that becomes the PDF."""
    titre = f"{vague.campagne.nom} – {_('vague %(n)s') % {'n': vague.numero}}"
    contexte = lire_vague(vague) | {"polices": polices(), "titre": titre, "le": le}
    return render_to_string("indicateurs/documents/sondage.html", contexte)


def rendre_affiche(vague: VagueSondage) -> bytes:
    """A poster to print: the question, the code to scan, the address to type."""
    adresse = adresse_affiche(vague)
    contexte = {
        "vague": vague,
        "polices": polices(),
        "adresse": adresse,
        "qr": code_qr(adresse),
        "titre": vague.version.titre(),
        "titres": [vague.version.titre(langue) for langue in vague.version.langues if langue != "fr"],
    }
    return rendre_pdf(render_to_string("indicateurs/documents/affiche_sondage.html", contexte))


def adresse_affiche(vague: VagueSondage) -> str:
    """Where the poster leads."""
    return settings.PORTAIL_URL + reverse("sondage_repondre", args=[vague.code_affiche])


def lignes_csv(vague: VagueSondage) -> Iterator[list[Any]]:
    """Question, choice, numbers, weighted share and interval, the header first; nothing under the threshold."""
    yield [
        "question",
        "texte",
        "enonce",
        "reponse",
        "repondants",
        "nombre",
        "part_brute",
        "part_ponderee",
        "bas",
        "haut",
    ]
    for resultat, _graphique in lire_vague(vague)["resultats"]:
        tete = [resultat.question.code, resultat.question.texte(), resultat.enonce_dit]
        if resultat.moyenne:
            yield [*tete, _("Moyenne"), resultat.nb, "", *_nombres(resultat.moyenne)]
        for part in resultat.parts:
            yield [*tete, part.libelle, resultat.nb, part.nb, *_nombres(part.estimation)]
        for theme, nombre in resultat.themes:
            yield [*tete, theme, resultat.nb, nombre, "", "", "", ""]


def _nombres(estimation: Estimation | None) -> list[Any]:
    if estimation is None:
        return ["", "", "", ""]
    return [round(v, 4) for v in (estimation.brute, estimation.valeur, estimation.bas, estimation.haut)]
