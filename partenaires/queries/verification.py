"""What keeps a declaration from being deposited: the header, then each line against hours and resources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from partenaires.contraintes import Besoin, obstacles
from partenaires.models import Bassin, DeclarationCapacite, GroupePropose, semaines_entre
from partenaires.queries.contenu import Contenu, contenu_de, moyen_de


def obstacles_au_depot(declaration: DeclarationCapacite, *, au: date) -> list[str]:
    """One sentence for each thing to mend, the line named; empty when it may be deposited."""
    contenu = contenu_de(declaration)
    return [*_de_l_entete(declaration, contenu, au), *_des_lignes(declaration, contenu, au)]


def _de_l_entete(declaration: DeclarationCapacite, contenu: Contenu, au: date) -> Iterator[str]:
    if declaration.heures_disponibles is None:
        yield _("Heures disponibles : écrivez les heures de la session.")
    if declaration.decision_le is None:
        yield _("Date limite de décision : indiquez-la.")
    elif declaration.decision_le < au:
        yield _("Date limite de décision : elle est passée.")
    elif declaration.decision_le >= declaration.session.debut:
        yield _("Date limite de décision : elle vient avant le début de la session.")
    if not contenu.groupes and not contenu.bassins:
        yield _("Ajoutez au moins un groupe ou un bassin.")


def _des_lignes(declaration: DeclarationCapacite, contenu: Contenu, au: date) -> Iterator[str]:
    moyens = {ressource.reference: moyen_de(ressource) for ressource in contenu.ressources}
    lignes: list[tuple[GroupePropose | Bassin, Besoin, date]] = [
        *((g, besoin_du_groupe(g), g.decision_le) for g in contenu.groupes),
        *((b, besoin_du_bassin(b), b.decision_le) for b in contenu.bassins),
    ]
    for objet, besoin, decision in lignes:
        demandes = [moyens[reference] for reference in contenu.besoins.get(objet.pk, ()) if reference in moyens]
        complet = Besoin(besoin.horaires, besoin.heures_par_semaine, besoin.semaines, besoin.capacite, demandes)
        for obstacle in obstacles(complet, heures_disponibles=declaration.heures_disponibles):
            yield f"{objet.reference} : {obstacle.message}"
        if decision < au:
            yield f"{objet.reference} : " + _("sa date limite de décision est passée.")


def besoin_du_groupe(propose: GroupePropose) -> Besoin:
    """What a provisional group asks for, resources left out."""
    groupe = propose.groupe
    return Besoin([groupe.horaire], groupe.heures_par_semaine, propose.semaines, groupe.capacite, ())


def besoin_du_bassin(bassin: Bassin) -> Besoin:
    """What each group of a pool asks for, resources left out."""
    semaines = semaines_entre(bassin.debut, bassin.fin)
    return Besoin(bassin.semaines_types, bassin.heures_par_semaine, semaines, bassin.capacite, ())
