"""What is being discussed: the subjects a comment may name, versions of the terms, what still prevents signing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.referentiels.formats import formater_argent, formater_date, formater_nombre
from partenaires.models import Entente
from partenaires.queries.contenu_entente import Contenu
from partenaires.queries.demandes import cumul_de, message_cumul

GENERAL = "entente:general"


def cibles(contenu: Contenu) -> list[tuple[str, str]]:
    """Every clause and figure a comment may name, with its words."""
    return [(GENERAL, _("L’entente en général")), *_clauses(contenu), *_chiffres(contenu)]


def _clauses(contenu: Contenu) -> Iterator[tuple[str, str]]:
    for clause in contenu.clauses:
        yield f"clause:{clause.code}", _("Clause « %(titre)s »") % {"titre": clause.titre}


def _chiffres(contenu: Contenu) -> Iterator[tuple[str, str]]:
    for activite in contenu.activites:
        yield f"activite:{activite.code}:volume", _("%(nom)s, volume prévu") % {"nom": activite.titre}
        yield f"activite:{activite.code}:prix", _("%(nom)s, prix unitaire") % {"nom": activite.titre}
    for indicateur in contenu.indicateurs:
        yield f"indicateur:{indicateur.code}:cible", _("%(nom)s, cible") % {"nom": indicateur.titre}
    for ligne in contenu.budget:
        yield f"budget:{ligne.code}:montant", _("Budget, %(poste)s") % {"poste": ligne.poste}
    for versement in contenu.versements:
        yield f"versement:{versement.numero}:montant", _("Versement %(n)s") % {"n": versement.numero}
    for livrable in contenu.livrables:
        yield f"livrable:{livrable.code}:date", _("%(titre)s, date") % {"titre": livrable.titre}


def photographier(contenu: Contenu) -> dict[str, Any]:
    """All the terms as plain words and figures, by subject: what a version keeps."""
    convenu = contenu.entente.montant_convenu
    chiffres = {
        "entente:montant": [_("Montant convenu"), formater_argent(convenu) if convenu is not None else ""],
        "entente:debut": [_("Début"), formater_date(contenu.entente.debut)],
        "entente:fin": [_("Fin"), formater_date(contenu.entente.fin)],
    }
    for a in contenu.activites:
        volume = f"{formater_nombre(a.volume_prevu)} × {a.get_unite_display()}"
        chiffres[f"activite:{a.code}:volume"] = [_("%(nom)s, volume prévu") % {"nom": a.titre}, volume]
        prix = formater_argent(a.prix_unitaire)
        chiffres[f"activite:{a.code}:prix"] = [_("%(nom)s, prix unitaire") % {"nom": a.titre}, prix]
    for i in contenu.indicateurs:
        chiffres[f"indicateur:{i.code}:cible"] = [_("%(nom)s, cible") % {"nom": i.titre}, i.phrase]
    for b in contenu.budget:
        chiffres[f"budget:{b.code}:montant"] = [_("Budget, %(poste)s") % {"poste": b.poste}, formater_argent(b.montant)]
    for v in contenu.versements:
        texte = f"{formater_argent(v.montant)}, {v.get_condition_display()}, {formater_date(v.prevu_le)}"
        chiffres[f"versement:{v.numero}:montant"] = [_("Versement %(n)s") % {"n": v.numero}, texte]
    for livrable in contenu.livrables:
        chiffres[f"livrable:{livrable.code}:date"] = [livrable.titre, formater_date(livrable.du_le)]
    # Lists, not objects: the database keeps the order of lists alone.
    return {
        "chiffres": [[cible, *chiffre] for cible, chiffre in chiffres.items()],
        "clauses": [[clause.code, clause.titre, clause.texte] for clause in contenu.clauses],
    }


def obstacles_a_la_signature(entente: Entente) -> list[str]:
    """Everything that keeps this entente from being signed, each a French sentence; empty when it may be."""
    return [*_des_parties(entente), *_des_sommes(entente), *_des_dates(entente), *_de_la_discussion(entente)]


def _des_parties(entente: Entente) -> Iterator[str]:
    if not entente.organisation.neq:
        yield _("Le NEQ de l’organisme manque : un gestionnaire de l’organisme l’écrit à l’étape Projet de la demande.")


def _des_sommes(entente: Entente) -> Iterator[str]:
    if entente.montant_convenu is None:
        yield _("Le montant convenu manque.")
        return
    total = sum((versement.montant for versement in entente.versements.ordinaires()), Decimal(0))
    if total != entente.montant_convenu:
        yield _("Les versements font %(total)s au lieu de %(convenu)s.") % {
            "total": formater_argent(total),
            "convenu": formater_argent(entente.montant_convenu),
        }
    if not entente.activites.actifs().exists():
        yield _("Aucune activité n’est convenue.")
    cumul = cumul_de(entente)
    if cumul.cout and not cumul.est_respecte:
        yield message_cumul(cumul)


def _des_dates(entente: Entente) -> Iterator[str]:
    livrables = list(entente.livrables.actifs())
    if not livrables:
        yield _("Aucun livrable n’est convenu.")
    for livrable in livrables:
        if livrable.periode_du < entente.debut or livrable.periode_au > entente.fin:
            yield _("« %(titre)s » porte sur une période hors de l’entente.") % {"titre": livrable.titre}
        if livrable.du_le < livrable.periode_au:
            yield _("« %(titre)s » est dû avant la fin de sa période.") % {"titre": livrable.titre}
    retires = {livrable.pk for livrable in entente.livrables.exclude(retire_le__isnull=True)}
    for versement in entente.versements.ordinaires():
        if versement.livrable_id in retires:
            yield _("Le versement %(n)s dépend d’un livrable retiré.") % {"n": versement.numero}


def _de_la_discussion(entente: Entente) -> Iterator[str]:
    ouverts = entente.commentaires.ouverts().count()
    if ouverts:
        yield ngettext(
            "%(n)s commentaire est ouvert : réglez-le d’abord.",
            "%(n)s commentaires sont ouverts : réglez-les d’abord.",
            ouverts,
        ) % {"n": ouverts}
