"""The printable form of a survey: a version, or a wave with its last day, as a tagged PDF in one of its languages."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from guichet.documents import polices, rendre_pdf
from guichet.referentiels.formats import formater_date
from indicateurs.models import VagueSondage, VersionSondage
from indicateurs.sondages.papier import questionnaire
from indicateurs.sondages.questionnaire import LANGUES_DU_PORTAIL

# A code is sixteen characters, written by groups of four.
GROUPES_DU_CODE, PAR_GROUPE = range(4), range(4)
LIGNES_LONGUES = range(5)
HTML = {"fr": "fr-CA"}


def rendre_questionnaire(version: VersionSondage, *, langue: str, vague: VagueSondage | None = None) -> bytes:
    """The PDF."""
    return rendre_pdf(html_du_questionnaire(version, langue=langue, vague=vague))


def html_du_questionnaire(version: VersionSondage, *, langue: str, vague: VagueSondage | None = None) -> str:
    """The page that becomes the PDF, every word of it in the language of the form."""
    with translation.override(LANGUES_DU_PORTAIL[langue]):
        contexte = {
            "titre": version.titre(langue),
            "accueil": version.accueil(langue),
            "version": version,
            "vague": vague,
            "langue_html": HTML.get(langue, langue),
            "de_droite_a_gauche": translation.get_language_bidi(),
            "dernier_jour": _jour(vague, langue),
            "questions": questionnaire(version.questions_posees(), langue),
            "groupes": GROUPES_DU_CODE,
            "par_groupe": PAR_GROUPE,
            "lignes_longues": LIGNES_LONGUES,
            "polices": polices(),
        }
        return render_to_string("indicateurs/documents/questionnaire.html", contexte)


def _jour(vague: VagueSondage | None, langue: str) -> str:
    """The last day of a wave, as the language of the form writes it."""
    if vague is None:
        return ""
    return formater_date(vague.ferme_le) if langue == "fr" else date_format(vague.ferme_le, "DATE_FORMAT")
