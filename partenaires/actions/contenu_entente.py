"""The terms of an entente while they may change: rows added, changed, taken out, the calendar of instalments."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, ouvrir
from guichet.referentiels.queries import parametre
from partenaires.actions.negociation import photographier_entente
from partenaires.models import ClauseEntente, ConditionVersement, Entente, GenreLivrable, Livrable, Versement
from partenaires.queries.contenu_entente import ELEMENTS, element_de
from partenaires.repartition import repartir
from partenaires.states_ententes import GESTION_ENTENTES, PREPARATION

# What the organisation writes in its own request; the ministry writes everything once approved.
DE_L_ORGANISME = frozenset({"activite", "budget", "livrable", "versement"})


def peut_ecrire(entente: Entente, acteur: Acteur, genre: str) -> bool:
    """Whether this actor may change the rows of this kind now."""
    if acteur.role in PREPARATION:
        return entente.est_modifiable and genre in DE_L_ORGANISME
    return acteur.role in GESTION_ENTENTES and entente.est_a_negocier


@transaction.atomic
def enregistrer_element(
    *, entente: Entente, acteur: Acteur, le: datetime, genre: str, champs: dict[str, Any], code: str = ""
) -> Any:
    """Add a row, or change the one that has this code; during negotiation the new terms become a version."""
    entente = _ecrivable(entente, acteur, genre)
    if genre == "versement":
        element = _versement(entente, acteur, le, code, champs)
    else:
        element = element_de(entente, genre, code) if code else _nouveau(entente, genre, champs)
        if element is None:
            raise TransitionRefusee(_("Cet élément n’est plus dans l’entente."))
        for nom, valeur in champs.items():
            setattr(element, nom, valeur)
        element.save()
    _proposer(entente, acteur, le)
    return element


@transaction.atomic
def retirer_element_entente(*, entente: Entente, acteur: Acteur, le: datetime, genre: str, code: str) -> None:
    """Take a row out; it stays with its date."""
    entente = _ecrivable(entente, acteur, genre)
    element = element_de(entente, genre, code)
    if element is None:
        return
    if genre == "livrable" and (lies := list(element.versements.all())):
        raise TransitionRefusee(
            _("Le versement %(n)s dépend de ce livrable : changez-le d’abord.") % {"n": lies[0].numero}
        )
    element.retire_le = le
    element.save(update_fields=["retire_le"])
    _proposer(entente, acteur, le)


def calendrier_par_defaut(entente: Entente, *, acteur: Acteur, montant: Decimal, le: datetime) -> None:
    """Deliverables and instalments of an approved amount: those proposed, brought to it, else the usual ones."""
    finale = entente.livrables.actifs().filter(genre=GenreLivrable.FINAL).last()
    if not entente.livrables.actifs().exists():
        _livrables_usuels(entente, au=timezone.localdate(le))
        finale = None
    if finale is None:
        finale = _livrable(entente, "rapport-final", GenreLivrable.FINAL, entente.debut, entente.fin, le=le)
    versements = list(entente.versements.ordinaires())
    if versements:
        parts = repartir(montant, [versement.montant for versement in versements])
        for versement, part in zip(versements, parts, strict=True):
            if part <= 0:
                raise TransitionRefusee(_("Ce montant est trop petit pour le nombre de versements."))
            versement.montant = part
            versement.save(update_fields=["montant"])
        return
    _versements_usuels(entente, acteur=acteur, montant=montant, finale=finale, le=le)


def ecrire_clauses(entente: Entente, *, le: datetime) -> int:
    """Write the clauses the templates of its norm give for this entente; return how many."""
    if entente.clauses.actifs().exists():
        return 0
    try:
        assemblees = import_module("partenaires.queries.clauses").clauses_pour(entente)
    except ModuleNotFoundError:
        return 0
    ClauseEntente.objects.bulk_create(
        ClauseEntente(
            entente=entente,
            organisation_id=entente.organisation_id,
            code=clause.code,
            rang=rang,
            titre=clause.titre,
            texte=clause.texte,
            modele=clause.modele,
        )
        for rang, clause in enumerate(assemblees)
    )
    return len(assemblees)


def _ecrivable(entente: Entente, acteur: Acteur, genre: str) -> Entente:
    entente = entente.verrouillee()
    if acteur.est_partenaire and acteur.organisation_id != entente.organisation_id:
        raise RoleInsuffisant(_("Cette entente est celle d’un autre organisme."))
    if not peut_ecrire(entente, acteur, genre):
        raise TransitionRefusee(_("Cette partie de l’entente ne se modifie pas maintenant."))
    return entente


def _proposer(entente: Entente, acteur: Acteur, le: datetime) -> None:
    if entente.est_a_negocier:
        photographier_entente(entente, acteur=acteur, le=le, retenue=True)


def _nouveau(entente: Entente, genre: str, champs: dict[str, Any]) -> Any:
    """A row with a code of its own: the one given, or made from its title."""
    modele = ELEMENTS[genre]
    actuels = set(modele.objects.actifs().filter(entente=entente).values_list("code", flat=True))
    code = champs.get("code") or slugify(champs.get("poste") or champs.get("titre") or genre)[:40] or genre
    if code in actuels and ("code" in champs or genre == "budget"):
        raise TransitionRefusee(_("Cet élément est déjà dans l’entente : modifiez-le."))
    racine, suite = code, 2
    while code in actuels:
        code, suite = f"{racine}-{suite}", suite + 1
    rang = modele.objects.filter(entente=entente).count()
    return modele(entente=entente, organisation_id=entente.organisation_id, code=code, rang=rang)


def _versement(entente: Entente, acteur: Acteur, le: datetime, code: str, champs: dict[str, Any]) -> Versement:
    if code:
        versement = element_de(entente, "versement", code)
        if versement is None:
            raise TransitionRefusee(_("Ce versement n’est plus dans le calendrier."))
        for nom, valeur in champs.items():
            setattr(versement, nom, valeur)
        versement.save(update_fields=list(champs))
        return versement
    dernier = Versement.tous.filter(entente=entente).order_by("-numero").first()
    return ouvrir(
        Versement(
            entente=entente,
            organisation_id=entente.organisation_id,
            numero=(dernier.numero if dernier else 0) + 1,
            **champs,
        ),
        acteur=acteur,
        le=le,
    )


def _livrables_usuels(entente: Entente, *, au: date) -> None:
    milieu = entente.revue_prevue_le
    if milieu:
        fin = milieu - timedelta(days=1)
        _livrable(
            entente, "reddition-1", GenreLivrable.PERIODIQUE, entente.debut, max(fin, entente.debut), le=None, au=au
        )


def _livrable(
    entente: Entente, code: str, genre: str, du: date, jusqu_au: date, *, le: datetime | None, au: date | None = None
) -> Livrable:
    jour = au or timezone.localdate(le)
    titres = {GenreLivrable.PERIODIQUE: _("Reddition de mi-parcours"), GenreLivrable.FINAL: _("Rapport final")}
    return Livrable.objects.create(
        entente=entente,
        organisation_id=entente.organisation_id,
        code=code,
        rang=entente.livrables.count(),
        genre=genre,
        titre=titres[GenreLivrable(genre)],
        periode_du=du,
        periode_au=jusqu_au,
        du_le=jusqu_au + timedelta(days=int(parametre("entente_remise_jours", au=jour))),
    )


def _versements_usuels(entente: Entente, *, acteur: Acteur, montant: Decimal, finale: Livrable, le: datetime) -> None:
    """A first part at signature, a last one when the final report is accepted, what is between at mid-term."""
    jour = timezone.localdate(le)
    premiere, derniere = (parametre(f"entente_{nom}_part", au=jour) for nom in ("premiere", "derniere"))
    mi_parcours = entente.livrables.actifs().filter(genre=GenreLivrable.PERIODIQUE).first()
    plan: list[tuple[Decimal, str, Livrable | None, date]] = [
        (premiere, ConditionVersement.SIGNATURE, None, entente.debut)
    ]
    if mi_parcours:
        reste = 1 - premiere - derniere
        plan.append((reste, ConditionVersement.REDDITION, mi_parcours, mi_parcours.du_le))
    else:
        plan[0] = (1 - derniere, ConditionVersement.SIGNATURE, None, entente.debut)
    plan.append((derniere, ConditionVersement.REDDITION, finale, finale.du_le))
    parts = repartir(montant, [part for part, *_suite in plan])
    for (_part, condition, livrable, prevu), somme in zip(plan, parts, strict=True):
        if somme > 0:
            champs = {"montant": somme, "condition": condition, "livrable": livrable, "prevu_le": prevu}
            _versement(entente, acteur, le, "", champs)
