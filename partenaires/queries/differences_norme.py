"""What one version of a norm says that another does not: section by section, volet by volet, figure by figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from guichet.models.organisation import GenreOrganisation
from guichet.referentiels.formats import formater_argent, formater_nombre, formater_pourcent
from partenaires.clauses import AU_MOINS, NOMBRES
from partenaires.models import Clientele, ModeleClause, VersionProgramme, Volet
from partenaires.queries.programmes import Contenu, contenu_de

AJOUT, RETRAIT, CHANGEMENT, EGAL = "ajout", "retrait", "changement", "egal"
Morceaux = list[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what it was, what it is; the pieces of each mark words taken out and words added."""

    libelle: str
    sorte: str
    avant: Morceaux
    apres: Morceaux


@dataclass
class Chapitre:
    """A section, a volet or a clause with what differs in it; `sorte` says whether it came, went or changed."""

    titre: str
    sorte: str
    differences: list[Difference] = field(default_factory=list)


def differences(ancienne: VersionProgramme, nouvelle: VersionProgramme) -> list[Chapitre]:
    """What differs from one version to the other, in the order a norm is read; empty when they say the same."""
    avant, apres = contenu_de(ancienne), contenu_de(nouvelle)
    chapitres = [*_sections(avant, apres), *_regles(avant, apres)]
    chapitres += _elements({v.code: v for v in avant.volets}, {v.code: v for v in apres.volets}, _volet, _nom)
    chapitres += _elements({c.code: c for c in avant.clauses}, {c.code: c for c in apres.clauses}, _clause, _titre)
    return [chapitre for chapitre in chapitres if chapitre.differences]


def mots_compares(avant: str, apres: str) -> tuple[Morceaux, Morceaux]:
    """Both texts in pieces: what stays, what goes, what comes; pieces joined give the texts back."""
    a, b = re.findall(r"\s+|[^\s]+", avant), re.findall(r"\s+|[^\s]+", apres)
    gauche: Morceaux = []
    droite: Morceaux = []
    for genre, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if genre == "equal":
            gauche.append((EGAL, "".join(a[i:j])))
            droite.append((EGAL, "".join(b[k:m])))
            continue
        if i < j:
            gauche.append((RETRAIT, "".join(a[i:j])))
        if k < m:
            droite.append((AJOUT, "".join(b[k:m])))
    return gauche, droite


def _comparer(libelle: str, avant: str, apres: str) -> Difference | None:
    if avant == apres:
        return None
    sorte = AJOUT if not avant else RETRAIT if not apres else CHANGEMENT
    return Difference(libelle, sorte, *mots_compares(avant, apres))


def _sections(avant: Contenu, apres: Contenu) -> list[Chapitre]:
    textes = {code: texte for code, _libelle, texte in avant.sections}
    return [
        _chapitre(_("Section : %(nom)s") % {"nom": libelle}, {_("Texte"): textes[code]}, {_("Texte"): texte})
        for code, libelle, texte in apres.sections
    ]


def _regles(avant: Contenu, apres: Contenu) -> list[Chapitre]:
    return [_chapitre(_("Règles communes"), _valeurs_des_regles(avant), _valeurs_des_regles(apres))]


def _valeurs_des_regles(contenu: Contenu) -> dict[str, str]:
    return {
        _("Cumul maximal des aides publiques"): formater_pourcent(contenu.version.cumul_maximum),
        _("Dépenses admissibles"): ", ".join(contenu.version.depenses_admissibles),
    }


def _elements(
    avant: Mapping[str, Any], apres: Mapping[str, Any], valeurs: Callable[[Any], dict[str, str]], titre: Callable
) -> list[Chapitre]:
    """Elements by code: those that stay, those that came, those that went."""
    chapitres = []
    for code in [*apres, *(code for code in avant if code not in apres)]:
        ancien, nouveau = avant.get(code), apres.get(code)
        chapitre = _chapitre(
            titre(nouveau or ancien), valeurs(ancien) if ancien else {}, valeurs(nouveau) if nouveau else {}
        )
        chapitre.sorte = AJOUT if ancien is None else RETRAIT if nouveau is None else CHANGEMENT
        chapitres.append(chapitre)
    return chapitres


def _chapitre(titre: str, avant: Mapping[str, str], apres: Mapping[str, str]) -> Chapitre:
    libelles = [*apres, *(libelle for libelle in avant if libelle not in apres)]
    lignes = [_comparer(libelle, avant.get(libelle, ""), apres.get(libelle, "")) for libelle in libelles]
    return Chapitre(titre, CHANGEMENT, [ligne for ligne in lignes if ligne])


def _nom(volet: Volet) -> str:
    return _("Volet : %(nom)s") % {"nom": volet.nom}


def _titre(clause: ModeleClause) -> str:
    return _("Clause : %(nom)s") % {"nom": clause.titre}


def _volet(volet: Volet) -> dict[str, str]:
    """Every word and figure of a volet, each under the label it is compared by."""
    valeurs = {
        _("Nom"): volet.nom,
        _("Description"): volet.description,
        _("Montant maximal par entente"): formater_argent(volet.montant_maximum),
        _("Organisations admissibles"): _mots(GenreOrganisation, volet.organisations),
        _("Clientèles"): _mots(Clientele, volet.clienteles),
    }
    for activite in volet.activites.all():
        valeurs[_("Activité %(code)s") % {"code": activite.code}] = _("%(nom)s, au plus %(prix)s par %(unite)s") % {
            "nom": activite.nom,
            "prix": formater_argent(activite.prix_maximum),
            "unite": activite.get_unite_display(),
        }
    for document in volet.documents.all():
        obligation = _("obligatoire") if document.obligatoire else _("facultatif")
        valeurs[_("Document %(code)s") % {"code": document.code}] = f"{document.nom} ({obligation})"
    for critere in volet.criteres.all():
        valeurs[_("Critère %(code)s") % {"code": critere.code}] = _(
            "%(nom)s : poids %(poids)s, noté sur %(maximum)s. %(description)s"
        ) % {
            "nom": critere.libelle,
            "poids": critere.poids,
            "maximum": critere.note_max,
            "description": critere.description,
        }
    return valeurs


def _clause(clause: ModeleClause) -> dict[str, str]:
    valeurs = {_("Titre"): clause.titre, _("Texte"): clause.texte}
    for rang, bloc in enumerate(clause.blocs, 1):
        valeurs[_("Paragraphe conditionnel %(rang)s") % {"rang": rang}] = f"{condition_en_mots(bloc)}\n{bloc['texte']}"
    return valeurs


def condition_en_mots(bloc: Mapping[str, Any], regions: Mapping[str, str] | None = None) -> str:
    """`Si le montant est d'au moins 100 000,00 $`"""
    champ, valeur = bloc["champ"], bloc["valeur"]
    if champ in NOMBRES:
        sujet = _("Si le montant est") if champ == "montant" else _("Si la durée en mois est")
        borne = _("d’au moins") if bloc["operateur"] == AU_MOINS else _("d’au plus")
        nombre = formater_argent(Decimal(valeur)) if champ == "montant" else formater_nombre(Decimal(valeur))
        return f"{sujet} {borne} {nombre}"
    if champ == "genre":
        return _("Si l’organisme est : %(mots)s") % {"mots": _mots(GenreOrganisation, valeur)}
    if champ == "clientele":
        return _("Si l’entente sert : %(mots)s") % {"mots": _mots(Clientele, valeur)}
    noms = ", ".join((regions or {}).get(code, code) for code in valeur)
    return _("Si l’entente sert la région : %(mots)s") % {"mots": noms}


def _mots(choix: Any, codes: Iterable[str]) -> str:
    libelles = dict(choix.choices)
    return ", ".join(str(libelles.get(code, code)) for code in codes)
