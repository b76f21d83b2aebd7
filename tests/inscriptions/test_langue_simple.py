"""What learners read: short sentences, in the forms, the pages and the messages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.forms import Field

from inscriptions.etapes import ETAPES
from inscriptions.finalites import FINALITES
from inscriptions.formulaires import FORMULAIRES

GABARITS = Path(__file__).resolve().parents[2] / "templates"
DE_LA_PERSONNE = sorted(
    [
        *GABARITS.glob("account/**/*"),
        *GABARITS.glob("mfa/**/*"),
        *GABARITS.glob("usersessions/**/*"),
        *GABARITS.glob("inscriptions/etapes/*"),
        *GABARITS.glob("inscriptions/inscription_*"),
        *GABARITS.glob("inscriptions/suivi*"),
        *GABARITS.glob("inscriptions/courriels/*"),
        *(GABARITS / "guichet" / nom for nom in ("accueil.html",)),
        *(
            GABARITS / "inscriptions" / nom
            for nom in (
                "comment_places_attribuees.html",
                "documents.jinja",
                "lectures.html",
                "admissibilite.jinja",
                "suivi_priorite.jinja",
            )
        ),
    ]
)
MOTS_MAX = 15
TEXTES = re.compile(r'{% translate "([^"]+)"|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}', flags=re.S)


def trop_longues(texte: str) -> list[str]:
    """The sentences over the limit; a variable counts for one word."""
    simple = re.sub(r"{%.*?%}|<[^>]+>", " ", re.sub(r"{{.*?}}|%\(\w+\)\w", "x", texte))
    return [p for p in re.split(r"[.!?:]\s", simple) if len(re.findall(r"[\w’'-]+", p)) > MOTS_MAX]


@pytest.mark.parametrize(
    "gabarit", [g for g in DE_LA_PERSONNE if g.is_file()], ids=lambda g: str(g.relative_to(GABARITS))
)
def test_les_phrases_des_pages_ont_quinze_mots_au_plus(gabarit):
    for simple, bloc in TEXTES.findall(gabarit.read_text("utf-8")):
        assert not trop_longues(simple or bloc)


def test_les_phrases_des_formulaires_ont_quinze_mots_au_plus():
    textes = [str(t) for etape in ETAPES for t in (etape.titre, etape.pourquoi)]
    textes += [str(t) for finalite in FINALITES for t in (finalite.question, finalite.effet)]
    for formulaire in FORMULAIRES.values():
        champs: dict[str, Field] = formulaire.base_fields
        for champ in champs.values():
            textes += [str(champ.label or ""), str(champ.help_text), *map(str, champ.error_messages.values())]
    assert [p for texte in textes for p in trop_longues(texte)] == []
