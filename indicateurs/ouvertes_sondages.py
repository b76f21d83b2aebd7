"""The open data of a survey: its closed waves, every count rounded under its own key (docs/divulgation.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guichet.referentiels.parametres import parametre
from indicateurs.divulgation import controler, publier_compte, publier_taux
from indicateurs.models import CampagneSondage, VagueSondage
from indicateurs.queries.sondages import ResultatQuestion, comptes_de, resultats
from indicateurs.states_sondages import EtatVague

COLONNES = ("vague", "echeance", "question", "texte", "enonce", "reponse", "nombre", "sur", "part", "masque")


def campagnes_publiees() -> QuerySet[CampagneSondage]:
    """The campaigns that have something to publish."""
    fermees = VagueSondage.objects.filter(etat=EtatVague.FERMEE).values("campagne")
    return CampagneSondage.objects.filter(publique=True, pk__in=fermees).order_by("nom")


def lignes(campagne: CampagneSondage) -> Iterator[list[Any]]:
    """The rows, the header first: closed waves only, for the whole sample."""
    yield list(COLONNES)
    fermees = campagne.vagues.filter(etat=EtatVague.FERMEE).select_related("campagne", "version__sondage")
    for vague in fermees.order_by("numero"):
        strates = list(vague.strates.all())
        for resultat in resultats(vague, strates, comptes_de([vague.pk])[vague.pk]):
            yield from _question(vague, resultat)


def _question(vague: VagueSondage, resultat: ResultatQuestion) -> Iterator[list[Any]]:
    tete = [vague.numero, vague.echeance.isoformat(), resultat.question.code, resultat.question.texte()]
    tete.append(resultat.enonce_dit)
    if not resultat.parts:
        yield [*tete, "", "", "", "", _("Trop peu de réponses, ou réponses ouvertes.")]
        return
    au, cle = vague.ferme_le, f"sondage:{vague.pk}:{resultat.question.code}:{resultat.enonce}"
    comptes = {
        part.code: int(publier_compte(part.nb, f"{cle}:{part.code}", au=au).haut or 0) for part in resultat.parts
    }
    total = "|total"
    comptes[total] = int(publier_compte(resultat.nb, f"{cle}{total}", au=au).haut or 0)
    # Choices of a single answer add up to the total, which may not pin them.
    sommes = [(total, [part.code for part in resultat.parts])] if resultat.question.genre != "multiple" else []
    surs = controler(comptes, sommes, base=int(parametre("base_arrondi_publication", au=au)))
    for part in resultat.parts:
        taux = publier_taux(surs[part.code] or 0, surs[total] or 0, f"{cle}:{part.code}:taux", au=au)
        sur = "" if surs[total] is None else surs[total]
        valeur = "" if taux.valeur is None else round(float(taux.valeur), 4)
        yield [*tete, part.libelle, surs[part.code], sur, valeur, taux.motif]
