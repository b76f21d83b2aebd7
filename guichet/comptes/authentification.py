"""How an account is loaded for a request: one statement brings the account and the memberships it holds today."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connections, router
from django.utils import timezone

from guichet.models import Adhesion, Organisation, Utilisateur


class ComptesActifs(AuthenticationBackend):
    """allauth's e-mail sign-in; an account made inactive is signed out at its next request."""

    def get_user(self, user_id: int) -> Utilisateur | None:
        base = router.db_for_read(Utilisateur)
        with connections[base].cursor() as curseur:
            curseur.execute(_ordre(), {"compte": user_id, "jour": timezone.localdate()})
            lignes = curseur.fetchall()
        if not lignes:
            return None
        champs = _colonnes(Utilisateur)
        utilisateur = Utilisateur.from_db(base, champs, lignes[0][: len(champs)])
        utilisateur.adhesions_du_jour = _adhesions(base, lignes, utilisateur)
        return utilisateur if utilisateur.is_active else None


def _adhesions(base: str, lignes: list[tuple[Any, ...]], utilisateur: Utilisateur) -> tuple[Adhesion, ...]:
    """The memberships beside the account, each with its organisation; a row without one has only empty columns."""
    debut = len(_colonnes(Utilisateur))
    fin = debut + len(_colonnes(Adhesion))
    trouvees = []
    for ligne in lignes:
        if ligne[debut] is None:
            continue
        adhesion = Adhesion.from_db(base, _colonnes(Adhesion), ligne[debut:fin])
        adhesion.utilisateur = utilisateur
        if adhesion.organisation_id:
            adhesion.organisation = Organisation.from_db(base, _colonnes(Organisation), ligne[fin:])
        trouvees.append(adhesion)
    return tuple(trouvees)


@cache
def _colonnes(modele: type[Any]) -> tuple[str, ...]:
    return tuple(champ.attname for champ in modele._meta.concrete_fields)


@cache
def _ordre() -> str:
    """The account, its memberships in force in their stable order, and the organisation of each."""
    modeles = {"u": Utilisateur, "a": Adhesion, "o": Organisation}
    colonnes = [
        f'{alias}."{champ.column}"' for alias, modele in modeles.items() for champ in modele._meta.concrete_fields
    ]
    return (  # Names of columns and tables, from the models.
        f"SELECT {', '.join(colonnes)} FROM {Utilisateur._meta.db_table} u "  # noqa: S608
        f"LEFT JOIN {Adhesion._meta.db_table} a ON a.utilisateur_id = u.id "
        "AND a.valide_du <= %(jour)s AND (a.valide_au IS NULL OR a.valide_au >= %(jour)s) "
        f"LEFT JOIN {Organisation._meta.db_table} o ON o.id = a.organisation_id "
        "WHERE u.id = %(compte)s ORDER BY a.valide_du, a.id"
    )
