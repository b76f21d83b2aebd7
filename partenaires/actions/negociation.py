"""Coming to one text: comments opened, answered, resolved by either party; wordings proposed and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from partenaires.models import Commentaire, Entente, PartieEntente, VersionEntente
from partenaires.queries.contenu_entente import contenu_entente
from partenaires.queries.negociation import cibles, photographier
from partenaires.queries.versions_entente import par_cle
from partenaires.states_ententes import GESTION_ENTENTES, PREPARATION

DISCUTENT = PREPARATION | GESTION_ENTENTES


@transaction.atomic
def ouvrir_commentaire(*, entente: Entente, acteur: Acteur, cible: str, texte: str, le: datetime) -> Commentaire:
    """A question on one clause or figure, open until one of the parties resolves it."""
    partie = partie_de(entente, acteur)
    entente = entente.verrouillee()
    if entente.est_engagee or entente.est_finie:
        raise TransitionRefusee(_("L’entente ne se discute plus : ses termes changent par avenant."))
    if cible not in dict(cibles(contenu_entente(entente))):
        raise TransitionRefusee(_("Ce sujet n’est plus dans l’entente. Choisissez-en un autre."))
    return _ecrire(entente, acteur, partie, le, cible=cible, texte=texte)


@transaction.atomic
def repondre(*, commentaire: Commentaire, acteur: Acteur, texte: str, le: datetime) -> Commentaire:
    """An answer under a question that is still open."""
    question = _ouvert(commentaire)
    partie = partie_de(question.entente, acteur)
    return _ecrire(question.entente, acteur, partie, le, cible=question.cible, texte=texte, parent=question)


@transaction.atomic
def resoudre(*, commentaire: Commentaire, acteur: Acteur, le: datetime) -> Commentaire:
    """Both parties agree on this point, says one of them."""
    question = _ouvert(commentaire)
    partie_de(question.entente, acteur)
    question.resolu_le, question.resolu_par_id = le, acteur.utilisateur_id
    question.resolu_par_libelle = acteur.libelle[:120]
    question.save(update_fields=["resolu_le", "resolu_par", "resolu_par_libelle"])
    return question


@transaction.atomic
def proposer_redaction(
    *, entente: Entente, acteur: Acteur, code: str, titre: str, texte: str, le: datetime
) -> VersionEntente:
    """Another wording of one clause, as a numbered version; the terms stay as they are until the ministry keeps it."""
    partie_de(entente, acteur)
    entente = entente.verrouillee()
    if not entente.est_a_negocier:
        raise TransitionRefusee(_("Le texte se discute une fois l’entente approuvée, avant la signature."))
    clause = entente.clauses.actifs().filter(code=code).first()
    if clause is None:
        raise TransitionRefusee(_("Cette clause n’est plus dans l’entente."))
    contenu = photographier(contenu_entente(entente))
    contenu["clauses"] = [[code, titre, texte] if ligne[0] == code else ligne for ligne in contenu["clauses"]]
    resume = _("Clause « %(titre)s »") % {"titre": titre}
    return _version(entente, acteur, le, contenu, resume=resume, retenue=False)


@transaction.atomic
def retenir_version(*, version: VersionEntente, acteur: Acteur, le: datetime) -> VersionEntente:
    """The ministry takes a proposed wording: clauses say what the version says, figures stay."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Le gestionnaire d’ententes retient une rédaction."))
    entente = version.entente.verrouillee()
    if not entente.est_a_negocier:
        raise TransitionRefusee(_("Le texte se discute une fois l’entente approuvée, avant la signature."))
    version = VersionEntente.objects.select_for_update().get(pk=version.pk)
    if version.retenue_le:
        raise TransitionRefusee(_("Cette version est déjà retenue."))
    clauses = {clause.code: clause for clause in entente.clauses.actifs()}
    base = entente.versions_proposees.filter(numero__lt=version.numero, retenue_le__isnull=False).last()
    avant = par_cle(base.contenu["clauses"]) if base else {}
    for code, voulue in par_cle(version.contenu["clauses"]).items():
        # Only what this version changed: a later edit of another clause stays.
        if code in clauses and voulue != avant.get(code):
            clauses[code].titre, clauses[code].texte = voulue
            clauses[code].save(update_fields=["titre", "texte"])
    version.retenue_le = le
    version.save(update_fields=["retenue_le"])
    photographier_entente(entente, acteur=acteur, le=le, retenue=True)
    return version


def photographier_entente(entente: Entente, *, acteur: Acteur, le: datetime, retenue: bool) -> VersionEntente | None:
    """The terms as they are now become the next version; None when nothing changed since the last one kept."""
    contenu = photographier(contenu_entente(entente))
    derniere = entente.versions_proposees.filter(retenue_le__isnull=False).last()
    if derniere is not None and derniere.contenu == contenu:
        return None
    return _version(entente, acteur, le, contenu, resume="", retenue=retenue)


def partie_de(entente: Entente, acteur: Acteur) -> PartieEntente:
    """Which party this actor speaks for; others have no say."""
    if acteur.role in PREPARATION and acteur.organisation_id == entente.organisation_id:
        return PartieEntente.ORGANISME
    if acteur.role in GESTION_ENTENTES:
        return PartieEntente.MINISTERE
    raise RoleInsuffisant(_("Votre rôle ne permet pas de discuter cette entente."))


def _ouvert(commentaire: Commentaire) -> Commentaire:
    question = Commentaire.objects.select_for_update(of=("self",)).select_related("entente").get(pk=commentaire.pk)
    if question.parent_id or not question.est_ouvert:
        raise TransitionRefusee(_("Ce commentaire est déjà réglé."))
    return question


def _ecrire(entente: Entente, acteur: Acteur, partie: PartieEntente, le: datetime, **champs: Any) -> Commentaire:
    return Commentaire.objects.create(
        entente=entente,
        organisation_id=entente.organisation_id,
        auteur_id=acteur.utilisateur_id,
        auteur_libelle=acteur.libelle[:120],
        partie=partie,
        ouvert_le=le,
        **champs,
    )


def _version(
    entente: Entente, acteur: Acteur, le: datetime, contenu: dict[str, Any], *, resume: str, retenue: bool
) -> VersionEntente:
    derniere = entente.versions_proposees.last()
    return VersionEntente.objects.create(
        entente=entente,
        organisation_id=entente.organisation_id,
        numero=(derniere.numero if derniere else 0) + 1,
        contenu=contenu,
        resume=resume[:200],
        partie=PartieEntente.ORGANISME if acteur.est_partenaire else PartieEntente.MINISTERE,
        auteur_id=acteur.utilisateur_id,
        auteur_libelle=acteur.libelle[:120],
        proposee_le=le,
        retenue_le=le if retenue else None,
    )
