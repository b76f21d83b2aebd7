"""The answers of a request in words, step by step, for the check page and the adviser's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.models import Personne
from guichet.referentiels.formats import formater_date, formater_telephone
from guichet.referentiels.queries import choix_categories, choix_langues, choix_pays, choix_regions, statuts
from inscriptions.etapes import ETAPES, Etape
from inscriptions.finalites import FINALITES
from inscriptions.models import Besoin, Formule, Inscription, Jour, Mode, Periode
from inscriptions.queries.etape import autoevaluation, consentements_actifs

Lignes = list[tuple[Any, Any]]
COMPETENCES_EN_MOTS = {
    "co": gettext_lazy("Écouter"),
    "po": gettext_lazy("Parler"),
    "ce": gettext_lazy("Lire"),
    "pe": gettext_lazy("Écrire"),
}


def lignes_par_etape(inscription: Inscription, personne: Personne, *, au: date) -> list[tuple[Etape, Lignes]]:
    """Each step with its questions and answers, in the order of the form."""
    return [(etape, lignes_de(etape, inscription, personne, au=au)) for etape in ETAPES]


def lignes_de(etape: Etape, inscription: Inscription, personne: Personne, *, au: date) -> Lignes:
    """The questions and answers of one step."""
    return LECTEURS[etape.code](inscription, personne, au)


def _identite(_inscription: Inscription, personne: Personne, _au: date) -> Lignes:
    return [
        (_("Nom"), personne.nom_complet),
        (_("Date de naissance"), _jour(personne.date_naissance)),
        (_("Sexe"), personne.get_sexe_display()),
        (_("Pays de naissance"), dict(choix_pays()).get(personne.pays_naissance_id or "")),
        (_("Identifiant d’immigration (IUC)"), personne.iuc),
    ]


def _statut(inscription: Inscription, _personne: Personne, au: date) -> Lignes:
    statut = statuts(au=au).get(inscription.statut_id or "")
    return [
        (_("Habite au Québec"), inscription.get_domicile_display()),
        (_("Statut"), statut.libelle if statut else ""),
    ]


def _preuve(inscription: Inscription, _personne: Personne, au: date) -> Lignes:
    preuve = inscription.preuve
    lignes: Lignes = [(_("Arrivée au Québec"), _jour(inscription.arrivee_le))]
    if inscription.categorie_id:
        lignes.append((_("Catégorie"), dict(choix_categories(au=au)).get(inscription.categorie_id)))
    if inscription.document_fin_le:
        lignes.append((_("Fin du document"), _jour(inscription.document_fin_le)))
    return [*lignes, (_("Preuve"), preuve.nom_origine if preuve else _("À envoyer plus tard"))]


def _coordonnees(_inscription: Inscription, personne: Personne, _au: date) -> Lignes:
    return [
        (_("Courriel"), personne.courriel),
        (_("Téléphone"), formater_telephone(personne.telephone) if personne.telephone else ""),
        (_("Messages par"), personne.get_canal_display()),
        (_("Adresse"), ", ".join(p for p in (personne.adresse, personne.municipalite, personne.code_postal) if p)),
        (_("Région"), dict(choix_regions()).get(personne.region_id or "")),
    ]


def _langues(inscription: Inscription, personne: Personne, _au: date) -> Lignes:
    noms = dict(choix_langues())
    annees = inscription.annees_scolarite
    return [
        (_("Langue à la maison"), capfirst(noms.get(personne.langue_maternelle_id or "", ""))),
        (_("Lit et écrit cette langue"), _oui_non(inscription.langue_ecrite)),
        (_("Autres langues"), ", ".join(noms.get(code, code) for code in personne.autres_langues)),
        (_("Années d’école"), None if annees is None else str(annees)),
        (_("Occupation"), inscription.get_occupation_display()),
        (_("But"), inscription.get_objectif_display()),
    ]


def _besoins(inscription: Inscription, _personne: Personne, _au: date) -> Lignes:
    besoins = ", ".join(str(Besoin(code).label) for code in inscription.besoins)
    lignes: Lignes = [(_("Besoins"), besoins or _("Aucun"))]
    if inscription.enfants_a_garder:
        lignes.append((_("Enfants à garder"), str(inscription.enfants_a_garder)))
    return lignes


def _disponibilites(inscription: Inscription, _personne: Personne, _au: date) -> Lignes:
    """One line per day that has a free time."""
    par_jour: dict[str, list[str]] = {}
    for case in inscription.disponibilites:
        jour, periode = case.split("_", 1)
        par_jour.setdefault(jour, []).append(str(Periode(periode).label).lower())
    return [(Jour(jour).label, ", ".join(periodes)) for jour, periodes in par_jour.items()]


def _preferences(inscription: Inscription, _personne: Personne, _au: date) -> Lignes:
    return [
        (_("Heures par semaine"), _classes(inscription.formules, Formule)),
        (_("Façon d’apprendre"), _classes(inscription.modes, Mode)),
        (_("Déplacement"), inscription.get_deplacement_display() if inscription.formules else ""),
    ]


def _oral(inscription: Inscription, _personne: Personne, _au: date) -> Lignes:
    return _niveaux(inscription, "co", "po")


def _ecrit(inscription: Inscription, _personne: Personne, _au: date) -> Lignes:
    return _niveaux(inscription, "ce", "pe")


def _niveaux(inscription: Inscription, *competences: str) -> Lignes:
    estime = autoevaluation(inscription)
    return [(COMPETENCES_EN_MOTS[c], _niveau_en_mots(getattr(estime, c)) if estime else "") for c in competences]


def _consentements(_inscription: Inscription, personne: Personne, _au: date) -> Lignes:
    reponses = consentements_actifs(personne)
    return [(finalite.question, _oui_non(reponses.get(finalite.code))) for finalite in FINALITES]


LECTEURS: dict[str, Callable[[Inscription, Personne, date], Lignes]] = {
    "identite": _identite,
    "statut": _statut,
    "preuve": _preuve,
    "coordonnees": _coordonnees,
    "langues": _langues,
    "besoins": _besoins,
    "disponibilites": _disponibilites,
    "preferences": _preferences,
    "oral": _oral,
    "ecrit": _ecrit,
    "consentements": _consentements,
}


def _jour(jour: date | None) -> str:
    return formater_date(jour) if jour else ""


def _oui_non(reponse: bool | None) -> str:
    return "" if reponse is None else (_("Oui") if reponse else _("Non"))


def _classes(codes: list[str], choix: Any) -> str:
    """« 1. Temps partiel, 2. Temps complet »."""
    return ", ".join(f"{n}. {choix(code).label}" for n, code in enumerate(codes, 1))


def _niveau_en_mots(niveau: int) -> str:
    return _("Pas encore") if niveau == 0 else _("Comme le niveau %(niveau)d") % {"niveau": niveau}
