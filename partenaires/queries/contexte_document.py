"""What the document of an entente or of an amendment says, in the words and figures that will be frozen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guichet.mesure.definition import MESURES, Genre
from guichet.models import Organisation
from guichet.referentiels.formats import formater_argent, formater_date, formater_nombre, formater_pourcent
from guichet.referentiels.queries import choix_regions
from partenaires.models import Avenant, Clientele, Entente, IndicateurEntente, Versement

# What is written once the text is agreed: not part of it.
HORS_TEXTE = ("code", "code_lisible", "prepare_le", "signataires")


def contexte_entente(entente: Entente) -> dict[str, Any]:
    """The whole agreement as text; everything in it can be kept as JSON."""
    activites, lignes = list(entente.activites.actifs()), list(entente.lignes_budget.actifs())
    versements = list(entente.versements.ordinaires().select_related("livrable").order_by("prevu_le", "numero"))
    return {
        "genre": "entente",
        "numero": entente.numero,
        "titre": entente.titre,
        "description": paragraphes(entente.description),
        "parties": parties(entente.organisation),
        "faits": _faits(entente),
        "activites": [
            {
                "titre": a.titre,
                "unite": a.get_unite_display(),
                "volume": formater_nombre(a.volume_prevu.normalize()),
                "prix": formater_argent(a.prix_unitaire),
                "montant": formater_argent(a.montant),
            }
            for a in activites
        ],
        "total_activites": formater_argent(sum((a.montant for a in activites), Decimal(0))),
        "indicateurs": [_indicateur(indicateur) for indicateur in entente.indicateurs.actifs()],
        "budget": [{"poste": ligne.poste, "montant": formater_argent(ligne.montant)} for ligne in lignes],
        "total_budget": formater_argent(sum((ligne.montant for ligne in lignes), Decimal(0))),
        "versements": [_versement(versement) for versement in versements],
        "total_versements": formater_argent(sum((v.montant for v in versements), Decimal(0))),
        "livrables": [
            {
                "titre": livrable.titre,
                "genre": livrable.get_genre_display(),
                "periode": _("du %(du)s au %(au)s")
                % {"du": formater_date(livrable.periode_du), "au": formater_date(livrable.periode_au)},
                "du_le": formater_date(livrable.du_le),
            }
            for livrable in entente.livrables.actifs()
        ],
        "clauses": [
            {"titre": clause.titre, "paragraphes": paragraphes(clause.texte)} for clause in entente.clauses.actifs()
        ],
    }


def contexte_avenant(avenant: Avenant, changements: list[dict[str, str]]) -> dict[str, Any]:
    """The amendment as text; `changements` are its rows in words: what changes, before, after."""
    entente = avenant.entente
    return {
        "genre": "avenant",
        "numero": entente.numero,
        "rang": avenant.numero,
        "titre": avenant.objet,
        "entente": entente.titre,
        "signee_le": formater_date(entente.signee_le.date()) if entente.signee_le else "",
        "effet_du": formater_date(avenant.effet_du),
        "parties": parties(entente.organisation),
        "justification": paragraphes(avenant.justification),
        "changements": changements,
    }


def texte_de(contexte: dict[str, Any]) -> dict[str, Any]:
    """What both parties agree on in a context, without what preparing it added."""
    return {cle: valeur for cle, valeur in contexte.items() if cle not in HORS_TEXTE}


def parties(organisation: Organisation) -> list[dict[str, str]]:
    """Both parties; the organisation with its enterprise number."""
    return [
        {
            "nom": _("Le ministère responsable de la francisation"),
            "detail": _("Gouvernement du Québec"),
            "designation": _("ci-après « le ministère »"),
        },
        {
            "nom": organisation.nom,
            "detail": _("NEQ %(neq)s") % {"neq": organisation.neq} if organisation.neq else _("NEQ à fournir"),
            "adresse": " ".join(filter(None, (organisation.adresse, organisation.code_postal))),
            "designation": _("ci-après « l’organisme »"),
        },
    ]


def paragraphes(texte: str) -> list[str]:
    """A text in paragraphs, empty ones left out."""
    return [ligne.strip() for ligne in texte.splitlines() if ligne.strip()]


def _faits(entente: Entente) -> list[list[str]]:
    regions = dict(choix_regions())
    clienteles = dict(Clientele.choices)
    faits = [
        [_("Programme"), str(entente.version)],
        [_("Volet"), entente.volet.nom],
        [
            _("Durée"),
            _("du %(du)s au %(au)s") % {"du": formater_date(entente.debut), "au": formater_date(entente.fin)},
        ],
        [_("Territoire"), ", ".join(regions.get(code, code) for code in entente.territoire)],
        [_("Clientèles"), ", ".join(str(clienteles.get(code, code)) for code in entente.clienteles)],
    ]
    if entente.montant_convenu is not None:
        faits.append([_("Aide financière convenue"), formater_argent(entente.montant_convenu)])
    if entente.revue_prevue_le:
        faits.append([_("Revue de mi-parcours"), formater_date(entente.revue_prevue_le)])
    return faits


def _indicateur(indicateur: IndicateurEntente) -> dict[str, str]:
    mesure = MESURES.get(indicateur.code)
    part = mesure.genre is Genre.TAUX if mesure else indicateur.cible <= 1
    cible = formater_pourcent(indicateur.cible) if part else formater_nombre(indicateur.cible.normalize())
    return {
        "nom": str(mesure.titre) if mesure else indicateur.code,
        "definition": f"{indicateur.code}, v{indicateur.version_mesure}",
        "cible": f"{indicateur.get_sens_display()} {cible}",
        "tolerance": formater_pourcent(indicateur.tolerance),
    }


def _versement(versement: Versement) -> dict[str, str]:
    condition = str(versement.get_condition_display())
    if versement.livrable:
        condition = f"{condition} : {versement.livrable.titre}"
    return {
        "numero": str(versement.numero),
        "prevu_le": formater_date(versement.prevu_le),
        "condition": condition,
        "montant": formater_argent(versement.montant),
    }
