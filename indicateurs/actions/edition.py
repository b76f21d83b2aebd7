"""Freeze the figures of a day, and say what was mistaken in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.mesure.definition import Mesure
from guichet.referentiels.parametres import relever
from indicateurs.actions.agreger import NOM as SOMMES
from indicateurs.actions.incorporer import NOM
from indicateurs.models import ChiffreFige, CorrectionChiffre, DemandeEdition, Edition, MatiereFigee, Repere
from indicateurs.queries.chiffres import (
    Avancement,
    Chiffre,
    calculer_chiffres,
    fin_du_mois_precedent,
    se_publie,
    vient_des_faits,
)
from indicateurs.queries.editions import COLONNES, PARAMETRES, colonnes, empreinte, en_vigueur
from indicateurs.queries.fraicheur import lue_le
from indicateurs.queries.matieres import matiere_de
from indicateurs.queries.recompte import publier_comme_alors, refaire

FIGEURS = frozenset({Role.ANALYSTE, Role.DIRECTION, Role.SYSTEME})


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
    # The night's sums neither.
    list(Repere.objects.select_for_update().filter(nom=SOMMES))
    au = fin_du_mois_precedent(jour)
    with relever() as parametres, lue_le(le), override(settings.LANGUAGE_CODE):
        chiffres = calculer_chiffres(au, mesures, avancement)
        definitions = {chiffre.mesure.reference: _definition(chiffre.mesure) for chiffre in chiffres}
    lignes = [colonnes(chiffre) for chiffre in chiffres]
    edition = Edition.objects.create(
        code=_code(jour),
        echeance=echeance,
        au=au,
        figee_le=le,
        figee_par_id=acteur.utilisateur_id,
        motif=motif.strip(),
        xid=repere.xid,
        journal_id=repere.journal_id,
        definitions=definitions | {PARAMETRES: parametres},
        nb_chiffres=len(lignes),
        empreinte=empreinte(lignes),
    )
    ChiffreFige.objects.bulk_create([ChiffreFige(edition=edition, **ligne) for ligne in lignes], batch_size=1000)
    MatiereFigee.objects.bulk_create(_matieres(edition, chiffres), batch_size=10)
    return edition


def _matieres(edition: Edition, chiffres: list[Chiffre]) -> Iterator[MatiereFigee]:
    """What the figures that facts do not give back were computed from."""
    for mesure in dict.fromkeys(c.mesure for c in chiffres if not vient_des_faits(c.mesure)):
        siens = [(c.mesure, c.coupe, c.filtre, c.valeur) for c in chiffres if c.mesure is mesure]
        yield MatiereFigee(
            edition=edition, mesure=mesure.code, version=mesure.version, contenu=matiere_de(mesure, siens)
        )


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
    """Freeze what was asked, once; return the code of the edition, empty when it could not be made or is being made."""
    try:
        # The row's lock and the edition in one transaction: a rival leaves it to the run that has it.
        with portee(Acteur.systeme()):
            demandes = DemandeEdition.objects.select_for_update(of=("self",), skip_locked=True)
            demande = demandes.filter(pk=demande_id).first()
            if demande is None:
                return ""
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
        nouveau = {nom: valeur for nom, valeur in colonnes(publie_exact).items() if nom in COLONNES}
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
    refaits = [refait for refait in refaire(edition) if refait.exact]
    exacts = [refait.exact for refait in refaits if refait.exact]
    publies = publier_comme_alors(edition, exacts)
    nouveaux = [Chiffre(*exact, publie) for exact, publie in zip(exacts, publies, strict=True)]
    return [
        (refait.chiffre, nouveau)
        for refait, nouveau in zip(refaits, nouveaux, strict=True)
        if _en_texte({nom: v for nom, v in colonnes(nouveau).items() if nom in COLONNES})
        != _en_texte(en_vigueur(refait.chiffre))
    ]


def _en_texte(colonnes: dict[str, Any]) -> dict[str, Any]:
    """As a correction keeps them: decimals are text."""
    return {nom: v if v is None or isinstance(v, int) else str(v) for nom, v in colonnes.items()}


def _definition(mesure: Mesure) -> dict[str, Any]:
    """The words, and all it takes to compute this version again when the portal has another."""
    return {
        "titre": str(mesure.titre),
        "definition": str(mesure.definition),
        "genre": str(mesure.genre),
        "unite": str(mesure.unite),
        "source": str(mesure.source),
        "numerateur": mesure.numerateur,
        "denominateur": mesure.denominateur,
        "delai_maximum": mesure.delai_maximum,
        "dimensions": list(mesure.dimensions),
        "diffusion": str(mesure.diffusion),
        "calcul": mesure.calcul,
        "publique": se_publie(mesure),
    }


def _code(jour: date) -> str:
    """The day, and a rank when it is not the first of the day."""
    rang = Edition.objects.filter(code__startswith=jour.isoformat()).count() + 1
    return jour.isoformat() if rang == 1 else f"{jour.isoformat()}-{rang}"


def _exiger(acteur: Acteur) -> None:
    if acteur.role not in FIGEURS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de figer ni de corriger une édition."))
