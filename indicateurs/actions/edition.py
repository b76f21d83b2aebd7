"""Freeze the figures of a day, and say what was mistaken in them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import MESURES, Mesure
from indicateurs.actions.incorporer import NOM
from indicateurs.filtre import Filtre
from indicateurs.models import ChiffreFige, CorrectionChiffre, DemandeEdition, Edition, Repere
from indicateurs.queries.chiffres import Avancement, Chiffre, Exact, calculer_chiffres, fin_du_mois_precedent, publier
from indicateurs.queries.editions import COLONNES, en_vigueur
from indicateurs.queries.recompte import verifier

FIGEURS = frozenset({Role.ANALYSTE, Role.DIRECTION, Role.SYSTEME})
MILLIONIEME = Decimal("0.000001")


@transaction.atomic
def figer_edition(
    *,
    jour: date,
    le: datetime,
    acteur: Acteur,
    motif: str = "",
    echeance: date | None = None,
    mesures: Iterable[Mesure] | None = None,
    avancement: Avancement = lambda _faites, _toutes: None,
) -> Edition | None:
    """Freeze the figures as they stand; None when this date of the calendar already has its edition."""
    _exiger(acteur)
    # The mark does not move while figures are read: they all stand on the same facts. One edition at a time.
    with connection.cursor() as curseur:
        # Another edition may hold the mark for as long as its figures take: waiting is cheaper than failing.
        curseur.execute("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'")
    repere = Repere.objects.select_for_update().get(nom=NOM)
    if echeance and Edition.objects.filter(echeance=echeance).exists():
        return None
    au = fin_du_mois_precedent(jour)
    chiffres = calculer_chiffres(au, mesures, avancement)
    lignes = [_colonnes(chiffre) for chiffre in chiffres]
    edition = Edition.objects.create(
        code=_code(jour),
        echeance=echeance,
        au=au,
        figee_le=le,
        figee_par_id=acteur.utilisateur_id,
        motif=motif.strip(),
        xid=repere.xid,
        journal_id=repere.journal_id,
        definitions={chiffre.mesure.reference: _definition(chiffre.mesure) for chiffre in chiffres},
        nb_chiffres=len(lignes),
        empreinte=empreinte(lignes),
    )
    ChiffreFige.objects.bulk_create([ChiffreFige(edition=edition, **ligne) for ligne in lignes], batch_size=1000)
    return edition


def demander_edition(*, acteur: Acteur, motif: str, le: datetime) -> DemandeEdition:
    """Ask for the figures as they stand; a worker freezes them once this transaction commits."""
    _exiger(acteur)
    if not motif.strip():
        raise MotifRequis(_("Indiquez pourquoi figer les chiffres d’aujourd’hui."))
    try:
        with transaction.atomic():
            demande = DemandeEdition.objects.create(
                motif=motif.strip()[:200], demandee_le=le, demandee_par_id=acteur.utilisateur_id
            )
    except IntegrityError as erreur:
        raise TransitionRefusee(_("Une édition se prépare déjà. Attendez qu’elle soit prête.")) from erreur
    _ensuite(str(demande.pk))
    return demande


def figer_demandee(
    *, demande_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _faites, _toutes: None
) -> str:
    """Freeze what was asked, once; return the code of the edition, empty when it could not be made."""
    try:
        # The row's lock and the edition in one transaction: a rival waits, then finds it made.
        with portee(Acteur.systeme()):
            demande = DemandeEdition.objects.select_for_update(of=("self",)).get(pk=demande_id)
            if demande.edition_id is None and not demande.echec:
                acteur = Acteur(role=Role.SYSTEME, utilisateur_id=demande.demandee_par_id)
                jour = timezone.localdate(demande.demandee_le)
                demande.edition = figer_edition(
                    jour=jour, le=le, acteur=acteur, motif=demande.motif, avancement=avancement
                )
                demande.save(update_fields=["edition"])
            return demande.edition.code if demande.edition else ""
    except (DatabaseError, ValueError) as erreur:
        with portee(Acteur.systeme()):
            en_cours = DemandeEdition.objects.filter(pk=demande_id, edition__isnull=True, echec="")
            en_cours.update(echec=type(erreur).__name__)
        return ""


def _ensuite(demande_id: str) -> None:
    from indicateurs.tasks import figer_edition_demandee

    transaction.on_commit(lambda: figer_edition_demandee.delay(demande_id=demande_id), robust=True)


def empreinte(lignes: Iterable[dict[str, Any]]) -> str:
    """The digest of the figures, in their order."""
    texte = json.dumps(list(lignes), sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


def est_intacte(edition: Edition) -> bool:
    """True when the rows still have the digest they were frozen with."""
    champs = ("mesure", "version", "coupe", "du", "au", "axes", *COLONNES)
    return empreinte(edition.chiffres.order_by("id").values(*champs)) == edition.empreinte


@transaction.atomic
def corriger_edition(*, edition: Edition, acteur: Acteur, le: datetime, motif: str) -> int:
    """Write beside each figure the count does not give back what it should have been; return how many."""
    _exiger(acteur)
    if not motif.strip():
        raise MotifRequis(_("Indiquez pourquoi ces chiffres changent."))
    # One correction at a time: a second click finds nothing left to correct.
    Repere.objects.select_for_update().get(nom=NOM)
    corrections = []
    for chiffre, publie_exact in _a_corriger(edition):
        nouveau = {nom: valeur for nom, valeur in _colonnes(publie_exact).items() if nom in COLONNES}
        corrections.append(
            CorrectionChiffre(
                chiffre=chiffre,
                le=le,
                par_id=acteur.utilisateur_id,
                motif=motif.strip(),
                ancien=_en_texte(en_vigueur(chiffre)),
                nouveau=_en_texte(nouveau),
            )
        )
    return len(CorrectionChiffre.objects.bulk_create(corrections))


def _a_corriger(edition: Edition) -> list[tuple[ChiffreFige, Chiffre]]:
    """The figures to correct, computed again with the whole edition so that totals stay mute about their parts."""
    ecarts = {ecart.chiffre.pk: ecart.valeur for ecart in verifier(edition).ecarts}
    exacts: list[Exact] = []
    chiffres = [c for c in edition.chiffres.prefetch_related("corrections") if _est_definie(c)]
    for chiffre in chiffres:
        dit = en_vigueur(chiffre)
        gardee = Valeur(chiffre.reference, dit["valeur"], dit["numerateur"], dit["denominateur"])
        filtre = Filtre(chiffre.du, chiffre.au, **chiffre.axes)
        exacts.append((MESURES[chiffre.mesure], chiffre.coupe, filtre, ecarts.get(chiffre.pk, gardee)))
    publies = publier(exacts, edition.au)
    nouveaux = [Chiffre(*exact, publie) for exact, publie in zip(exacts, publies, strict=True)]
    return [
        (chiffre, nouveau)
        for chiffre, nouveau in zip(chiffres, nouveaux, strict=True)
        if _en_texte({nom: v for nom, v in _colonnes(nouveau).items() if nom in COLONNES})
        != _en_texte(en_vigueur(chiffre))
    ]


def _est_definie(chiffre: ChiffreFige) -> bool:
    """True while the portal still has that version of the definition."""
    mesure = MESURES.get(chiffre.mesure)
    return mesure is not None and mesure.version == chiffre.version


def _colonnes(chiffre: Chiffre) -> dict[str, Any]:
    valeur, publie = chiffre.valeur, chiffre.publie
    return {
        "mesure": chiffre.mesure.code,
        "version": chiffre.mesure.version,
        "coupe": chiffre.coupe,
        "du": chiffre.filtre.du,
        "au": chiffre.filtre.au,
        "axes": chiffre.filtre.choisis(),
        "numerateur": valeur.numerateur,
        "denominateur": valeur.denominateur,
        "valeur": _six(valeur.valeur),
        "publie_haut": publie.haut,
        "publie_bas": publie.bas,
        "publie": _six(publie.valeur),
        "masque": publie.motif,
    }


def _six(valeur: Any) -> Any:
    return None if valeur is None else Decimal(valeur).quantize(MILLIONIEME)


def _en_texte(colonnes: dict[str, Any]) -> dict[str, Any]:
    """As a correction keeps them: decimals are text."""
    return {nom: v if v is None or isinstance(v, int) else str(v) for nom, v in colonnes.items()}


def _definition(mesure: Mesure) -> dict[str, str]:
    return {
        "titre": str(mesure.titre),
        "definition": str(mesure.definition),
        "genre": str(mesure.genre),
        "unite": str(mesure.unite),
        "source": str(mesure.source),
    }


def _code(jour: date) -> str:
    """The day, and a rank when it is not the first of the day."""
    rang = Edition.objects.filter(code__startswith=jour.isoformat()).count() + 1
    return jour.isoformat() if rang == 1 else f"{jour.isoformat()}-{rang}"


def _exiger(acteur: Acteur) -> None:
    if acteur.role not in FIGEURS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de figer ni de corriger une édition."))
