"""What the parties still discuss about the text of an entente."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from guichet.referentiels.formats import jour_local
from partenaires.models import Entente
from partenaires.queries.contenu_entente import contenu_entente
from partenaires.queries.negociation import cibles


def commentaires_ouverts(entente: Entente, *, au: date) -> list[dict[str, Any]]:
    """Questions asked by this day and not resolved then: subject, words, who asked, since when."""
    questions = entente.commentaires.filter(
        Q(resolu_le__isnull=True) | Q(resolu_le__date__gt=au), parent__isnull=True, ouvert_le__date__lte=au
    )
    if not questions:
        return []
    sujets = dict(cibles(contenu_entente(entente)))
    return [
        {
            "sujet": sujets.get(question.cible, question.cible),
            "texte": question.texte,
            "auteur": question.auteur_libelle or str(question.get_partie_display()),
            "ouvert_le": jour_local(question.ouvert_le).isoformat(),
        }
        for question in questions
    ]
