"""Which steps make a request, what each keeps, and when it may still be changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from inscriptions.states import EtatInscription as E

REDACTION = frozenset({E.BROUILLON, E.A_COMPLETER})
# What helps us find a seat may change while the person waits; the rest was the ground of a decision.
JUSQU_A_LA_PLACE = REDACTION | {E.DEPOSEE, E.COMPLETE, E.EVALUEE, E.EN_ATTENTE}
JUSQU_A_LA_FIN = JUSQU_A_LA_PLACE | {E.EN_COURS}


@dataclass(frozen=True)
class Etape:
    """One page of the form: its address, its words, the columns it writes and the states it is open in."""

    code: str
    titre: Any
    pourquoi: Any
    personne: tuple[str, ...] = ()
    demande: tuple[str, ...] = ()
    autoevaluation: tuple[str, ...] = ()
    consentements: bool = False
    ouverte: frozenset[str] = field(default=REDACTION)

    @property
    def nom(self) -> Any:
        """What staff call this part of a request."""
        return NOMS[self.code]

    def est_ouverte(self, etat: str) -> bool:
        """Whether this part of the request may still be changed in that state."""
        return etat in self.ouverte


ETAPES = (
    Etape(
        "identite",
        _("Qui êtes-vous?"),
        _("Nous écrivons votre nom comme sur vos documents."),
        personne=("prenom", "nom", "date_naissance", "sexe", "pays_naissance_id", "iuc"),
    ),
    Etape(
        "statut",
        _("Votre statut au Québec"),
        _("Votre statut dit à quels cours vous avez droit."),
        demande=("domicile", "statut_id"),
    ),
    Etape(
        "preuve",
        _("La preuve de votre statut"),
        _("Nous lisons ce document pour confirmer votre statut."),
        demande=("arrivee_le", "categorie_id", "document_fin_le", "preuve_id"),
    ),
    Etape(
        "coordonnees",
        _("Comment vous joindre?"),
        _("Nous cherchons une place près de chez vous."),
        personne=("telephone", "canal", "adresse", "municipalite", "code_postal", "region_id"),
        ouverte=JUSQU_A_LA_FIN,
    ),
    Etape(
        "langues",
        _("Vos langues et votre école"),
        _("Vos réponses nous aident à choisir le bon groupe."),
        personne=("langue_maternelle_id", "autres_langues"),
        demande=("langue_ecrite", "annees_scolarite", "occupation", "objectif"),
    ),
    Etape(
        "besoins",
        _("De quoi avez-vous besoin?"),
        _("Nous cherchons une école qui peut vous accueillir."),
        demande=("besoins", "enfants_a_garder"),
        ouverte=JUSQU_A_LA_PLACE,
    ),
    Etape(
        "disponibilites",
        _("Quand êtes-vous libre?"),
        _("Plus vous cochez de cases, plus vite nous trouvons une place."),
        demande=("disponibilites",),
        ouverte=JUSQU_A_LA_PLACE,
    ),
    Etape(
        "preferences",
        _("Quel cours préférez-vous?"),
        _("Nous suivons l’ordre de vos choix."),
        demande=("formules", "modes", "deplacement"),
        ouverte=JUSQU_A_LA_PLACE,
    ),
    Etape(
        "oral",
        _("Votre français à l’oral"),
        _("Choisissez la phrase qui vous ressemble le plus. Il n’y a pas de mauvaise réponse."),
        autoevaluation=("co", "po"),
    ),
    Etape(
        "ecrit",
        _("Votre français à l’écrit"),
        _("Choisissez la phrase qui vous ressemble le plus. Il n’y a pas de mauvaise réponse."),
        autoevaluation=("ce", "pe"),
    ),
    Etape(
        "consentements",
        _("Vos choix sur vos renseignements"),
        _("Vous êtes libre de dire non. Un non ne retarde pas votre demande."),
        consentements=True,
        ouverte=JUSQU_A_LA_FIN,
    ),
)
NOMS = {
    "identite": _("Identité"),
    "statut": _("Statut d’immigration"),
    "preuve": _("Preuve de statut"),
    "coordonnees": _("Coordonnées"),
    "langues": _("Langues et scolarité"),
    "besoins": _("Besoins"),
    "disponibilites": _("Disponibilités"),
    "preferences": _("Préférences de cours"),
    "oral": _("Autoévaluation, oral"),
    "ecrit": _("Autoévaluation, écrit"),
    "consentements": _("Consentements"),
}
PAR_CODE = {etape.code: etape for etape in ETAPES}
NOMBRE_D_ETAPES = len(ETAPES) + 1  # The last one checks the answers and sends.


def etapes_manquantes(faites: list[str]) -> list[Etape]:
    """The steps never saved, in order."""
    return [etape for etape in ETAPES if etape.code not in faites]


def rang(code: str) -> int:
    """The place of a step, from 1; the check page comes last."""
    return next((n for n, etape in enumerate(ETAPES, 1) if etape.code == code), NOMBRE_D_ETAPES)


def suivante(code: str) -> Etape | None:
    """The step after this one, None before the check page."""
    n = rang(code)
    return ETAPES[n] if n < len(ETAPES) else None


def precedente(code: str) -> Etape | None:
    """The step before this one, None for the first."""
    n = rang(code)
    return ETAPES[n - 2] if n > 1 else None
