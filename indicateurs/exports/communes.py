"""The first kinds of rows: the roll-up, the facts without their persons, the journal of exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from indicateurs.exports.natures import Colonne, Genre, Suite, colonnes_du_modele, declarer_nature, suite_du_modele
from indicateurs.filtre import AXES, Filtre
from indicateurs.models import AgregatMois, Fait
from indicateurs.states import EXPORTATEURS

# Who may read one row per step of a person.
DETAIL = frozenset({Role.ANALYSTE, Role.DIRECTION})
_AXES = {axe: axe for axe in ("region", "statut", "niveau", "formule")}


def _journal(filtre: Filtre) -> Suite:
    return (
        "FROM indicateurs_export e LEFT JOIN guichet_utilisateur u ON u.id = e.demandeur_id"
        " WHERE e.demande_le >= %s AND e.demande_le < %s::date + 1 ORDER BY e.demande_le",
        [filtre.du, filtre.au],
    )


declarer_nature(
    "agregats",
    libelle=_("Agrégats : nombres sans personne"),
    colonnes=colonnes_du_modele(AgregatMois, sauf=("id",)),
    suite=suite_du_modele(AgregatMois, date="mois", axes=_AXES),
    roles=EXPORTATEURS,
)
declarer_nature(
    "faits",
    libelle=_("Faits : une ligne par pas, sans identité"),
    # Neither the person nor the rows of the journal, by which the person could be found.
    colonnes=colonnes_du_modele(Fait, sauf=("personne_id", "journal_id", "origine_id")),
    suite=suite_du_modele(Fait, date="jour", axes={axe: axe for axe in AXES}),
    roles=DETAIL,
)
declarer_nature(
    "exports",
    libelle=_("Journal des exports"),
    colonnes=(
        Colonne("demande_le", "e.demande_le", Genre.MOMENT),
        Colonne("par", "u.email"),
        Colonne("role", "e.role"),
        Colonne("nature", "e.nature"),
        Colonne("format", "e.format"),
        Colonne("filtre", "e.filtre::text"),
        Colonne("motif", "e.motif"),
        Colonne("etat", "e.etat"),
        Colonne("lignes", "e.lignes", Genre.NOMBRE),
        Colonne("octets", "e.octets", Genre.NOMBRE),
        Colonne("sha256", "e.sha256"),
    ),
    suite=_journal,
    roles=EXPORTATEURS,
)
