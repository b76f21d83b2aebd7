"""« Où en est ma demande? »: what happens now, who acts next, by when. Pure: facts in, words out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.referentiels.formats import formater_date, formater_date_heure
from inscriptions.states import EtatInscription as E
from inscriptions.states import EtatPlace as P

VOUS = gettext_lazy("Vous")
MINISTERE = gettext_lazy("Le ministère")
ECOLE = gettext_lazy("L’école")


@dataclass(frozen=True)
class Situation:
    """The facts a person's page rests on; dates already counted from the parameters."""

    etat: str
    jour: date
    reponse_le: date | None = None
    a_completer_avant: date | None = None
    evaluation_le: date | None = None
    cours_vise_le: date | None = None
    offre_expire_le: datetime | None = None
    attente: str = ""
    changement: str = ""
    place: str = ""
    debut: date | None = None
    fin: date | None = None
    niveau: int | None = None
    motif: str = ""
    jamais_envoyee: bool = False


@dataclass(frozen=True)
class Maintenant:
    """The top of the page: what, who, by when; `action` names the one primary button."""

    titre: str
    qui: str
    quand: str = ""
    detail: str = ""
    ton: str = "information"
    action: str = ""


def situer(s: Situation) -> Maintenant:
    """What to tell the person, whatever the state."""
    return REPONSES[E(s.etat)](s)


def _brouillon(s: Situation) -> Maintenant:
    return Maintenant(
        _("Votre demande n’est pas envoyée"),
        str(VOUS),
        _("Quand vous voulez"),
        _("Finissez le formulaire, puis envoyez-le."),
        "action",
        "continuer",
    )


def _deposee(s: Situation) -> Maintenant:
    return Maintenant(
        _("Nous lisons votre demande"),
        str(MINISTERE),
        _promesse(s.reponse_le, s.jour),
        _("Nous vérifions vos réponses et votre document. Vous n’avez rien à faire."),
    )


def _a_completer(s: Situation) -> Maintenant:
    return Maintenant(
        _("Il manque une information"),
        str(VOUS),
        _avant(s.a_completer_avant),
        s.motif or _("Ouvrez votre demande et complétez-la."),
        "action",
        "completer",
    )


def _complete(s: Situation) -> Maintenant:
    return Maintenant(
        _("Nous allons évaluer votre français"),
        str(MINISTERE),
        _promesse(s.evaluation_le, s.jour),
        _("Votre dossier est complet. Nous vous appelons pour parler un peu."),
    )


def _evaluee(s: Situation) -> Maintenant:
    return Maintenant(
        _("Nous connaissons votre niveau"),
        str(MINISTERE),
        _promesse(s.cours_vise_le, s.jour),
        _niveau(s) or _("Nous préparons la recherche d’une place."),
    )


def _en_attente(s: Situation) -> Maintenant:
    if s.offre_expire_le:
        return Maintenant(
            _("Une place vous attend"),
            str(VOUS),
            _("Répondez avant le %(date)s") % {"date": formater_date_heure(s.offre_expire_le)},
            _("Lisez l’offre, puis acceptez ou refusez."),
            "action",
            "offre",
        )
    return Maintenant(
        _("Nous cherchons une place pour vous"),
        str(MINISTERE),
        _promesse(s.cours_vise_le, s.jour),
        s.attente or _("Nous vous écrivons dès qu’une place est libre."),
    )


def _en_cours(s: Situation) -> Maintenant:
    if s.place == P.CONFIRMEE:
        quand = _("Le cours commence le %(date)s") % {"date": formater_date(s.debut)} if s.debut else ""
        return Maintenant(
            _("Votre place est réservée"), str(VOUS), quand, _("Venez au premier cours."), "reussi", "classe"
        )
    if s.place == P.COMMENCEE:
        quand = _("Jusqu’au %(date)s") % {"date": formater_date(s.fin)} if s.fin else ""
        return Maintenant(
            _("Vous suivez un cours"),
            str(VOUS),
            quand,
            _("Si vous êtes absent, dites-le à l’école."),
            "reussi",
            "classe",
        )
    if s.place == P.TERMINEE:
        return Maintenant(
            _("Votre cours est fini"),
            str(VOUS),
            _("Quand vous voulez"),
            _("Voyez vos résultats. Demandez le niveau suivant si vous voulez continuer."),
            "reussi",
            "resultats",
        )
    return Maintenant(
        _("Nous préparons la suite"), str(MINISTERE), "", _("Nous vous écrivons pour vous dire ce qui vient.")
    )


def _terminee(s: Situation) -> Maintenant:
    return Maintenant(
        _("Votre parcours est terminé"),
        str(VOUS),
        _("Quand vous voulez"),
        _("Bravo! Vous pouvez reprendre si vous voulez continuer."),
        "reussi",
    )


def _retiree(s: Situation) -> Maintenant:
    detail = (
        _("Vous pouvez commencer une nouvelle demande.")
        if s.jamais_envoyee
        else _("Nous ne cherchons plus de place. Vous pouvez reprendre votre demande.")
    )
    action = "recommencer" if s.jamais_envoyee else ""
    return Maintenant(_("Votre demande est retirée"), str(VOUS), _("Quand vous voulez"), detail, "neutre", action)


def _non_admissible(s: Situation) -> Maintenant:
    return Maintenant(
        _("Votre demande n’est pas acceptée"),
        str(VOUS),
        _("Quand votre situation change"),
        s.motif or _("Votre situation ne donne pas droit à un cours pour le moment."),
        "arret",
        "recommencer",
    )


def _inactive(s: Situation) -> Maintenant:
    return Maintenant(
        _("Votre demande est en pause"),
        str(VOUS),
        _("Quand vous voulez"),
        s.motif or _("Reprenez votre demande quand vous êtes prêt."),
        "neutre",
    )


REPONSES: dict[E, Callable[[Situation], Maintenant]] = {
    E.BROUILLON: _brouillon,
    E.DEPOSEE: _deposee,
    E.A_COMPLETER: _a_completer,
    E.COMPLETE: _complete,
    E.EVALUEE: _evaluee,
    E.EN_ATTENTE: _en_attente,
    E.EN_COURS: _en_cours,
    E.TERMINEE: _terminee,
    E.RETIREE: _retiree,
    E.NON_ADMISSIBLE: _non_admissible,
    E.INACTIVE: _inactive,
}

ETAPES_DU_PARCOURS: tuple[tuple[Any, frozenset[E]], ...] = (
    (gettext_lazy("Vous envoyez votre demande"), frozenset({E.BROUILLON})),
    (gettext_lazy("Nous lisons votre demande"), frozenset({E.DEPOSEE, E.A_COMPLETER})),
    (gettext_lazy("Nous évaluons votre français"), frozenset({E.COMPLETE})),
    (gettext_lazy("Nous cherchons une place"), frozenset({E.EVALUEE, E.EN_ATTENTE})),
    (gettext_lazy("Vous suivez un cours"), frozenset({E.EN_COURS})),
)


def parcours(etat: str) -> list[dict[str, Any]]:
    """The five stages of the path: done, present, to come; empty once the path is left."""
    rang = next((n for n, (_mots, etats) in enumerate(ETAPES_DU_PARCOURS) if etat in etats), None)
    if etat == E.TERMINEE:
        rang = len(ETAPES_DU_PARCOURS)
    if rang is None:
        return []
    return [
        {"libelle": mots, "statut": "fait" if n < rang else "courant" if n == rang else "a_venir"}
        for n, (mots, _etats) in enumerate(ETAPES_DU_PARCOURS)
    ]


def _promesse(echeance: date | None, jour: date) -> str:
    """Our date; when it is past, we say so."""
    if echeance is None:
        return ""
    if echeance < jour:
        return _("Nous sommes en retard. La date prévue était le %(date)s.") % {"date": formater_date(echeance)}
    return _avant(echeance)


def _avant(echeance: date | None) -> str:
    return _("Au plus tard le %(date)s") % {"date": formater_date(echeance)} if echeance else ""


def _niveau(s: Situation) -> str:
    return _("Votre prochain cours est de niveau %(niveau)d.") % {"niveau": s.niveau} if s.niveau else ""
