"""Open an alert when a figure leaves its corridor, take it up, close it with a reason."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import ROLES_MINISTERE, Acteur
from guichet.cloison import portee
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.mesure.definition import MESURES, Mesure
from guichet.models import CibleMesure, Motif, Utilisateur
from guichet.referentiels.cibles import cible
from guichet.referentiels.parametres import parametre
from indicateurs.filtre import Filtre
from indicateurs.models import Alerte, Borne, VeilleurIndicateur
from indicateurs.policies import peut_encore_lire
from indicateurs.queries.registre import dans_le_corridor, est_mesuree
from indicateurs.queries.valeurs import valeur
from indicateurs.queries.veilleurs import peut_designer, veilleur_de

JANVIER = 1


def surveiller(*, le: datetime) -> int:
    """Compare every figure that has bounds with them; return how many alerts it opened. A second run opens none."""
    au = timezone.localdate(le)
    filtre = Filtre(_mois_avant(au, int(parametre("alerte_indicateur_mois", au=au))), au)
    return sum(_surveiller(mesure, filtre, le) for mesure in MESURES.values() if est_mesuree(mesure))


def _surveiller(mesure: Mesure, filtre: Filtre, le: datetime) -> int:
    visee = cible(mesure.code, au=filtre.au)
    if visee is None:
        return 0
    lue = valeur(mesure, filtre).valeur
    dedans = None if lue is None else dans_le_corridor(lue, visee)
    if lue is None or dedans is None:
        return 0
    en_cours = Alerte.objects.en_cours_de_sortie().filter(code=mesure.code)
    if dedans:
        en_cours.filter(revenue_le__isnull=True).update(revenue_le=filtre.au)
        return 0
    if en_cours.exists():
        return 0
    return _ouvrir(mesure, visee, lue, filtre, le)


def _ouvrir(mesure: Mesure, visee: CibleMesure, lue: Decimal, filtre: Filtre, le: datetime) -> int:
    repond = veilleur_de(mesure.code)
    dessous = visee.borne_basse is not None and lue < visee.borne_basse
    try:
        with transaction.atomic():
            ouvrir(
                Alerte(
                    code=mesure.code,
                    version=mesure.version,
                    role=repond.role,
                    utilisateur=repond.utilisateur,
                    borne=Borne.BASSE if dessous else Borne.HAUTE,
                    seuil=visee.borne_basse if dessous else visee.borne_haute,
                    valeur=lue,
                    du=filtre.du,
                    au=filtre.au,
                ),
                acteur=Acteur.systeme(),
                le=le,
            )
    except IntegrityError:
        # Another worker opened it meanwhile: one is enough.
        return 0
    return 1


def prendre_alerte(*, alerte: Alerte, acteur: Acteur, le: datetime) -> Alerte:
    """Say that someone looks into it."""
    with portee(Acteur.systeme()):
        alerte = alerte.verrouillee()
        _verifier_veilleur(alerte, acteur)
        franchir(alerte, "prendre_en_charge", acteur=acteur, le=le, prise_par_id=acteur.utilisateur_id)
    return alerte


def fermer_alerte(*, alerte: Alerte, acteur: Acteur, le: datetime, motif: Motif, precision: str = "") -> Alerte:
    """Close it, with its reason; the same exit opens no other before the figure has come back."""
    with portee(Acteur.systeme()):
        alerte = alerte.verrouillee()
        _verifier_veilleur(alerte, acteur)
        franchir(alerte, "fermer", acteur=acteur, le=le, motif=precision, motif_code=motif.code, fermee_le=le)
    return alerte


@transaction.atomic
def designer_veilleur(
    *, mesure: Mesure, role: str, utilisateur: Utilisateur | None, motif: str, acteur: Acteur, le: datetime
) -> VeilleurIndicateur:
    """Say who answers for the alerts of this figure from now on; those still open go to that role or person."""
    if not peut_designer(acteur, mesure.code):
        raise RoleInsuffisant(_("La direction et qui répond de l’indicateur désignent la suite."))
    if role not in ROLES_MINISTERE:
        raise TransitionRefusee(_("Choisissez un rôle du ministère."))
    if not motif.strip():
        raise MotifRequis(_("Dites pourquoi."))
    if utilisateur is not None and not peut_encore_lire(utilisateur, au=timezone.localdate(le)):
        raise TransitionRefusee(_("Cette personne n’a pas de rôle au ministère aujourd’hui."))
    VeilleurIndicateur.objects.filter(code=mesure.code, fini_le__isnull=True).update(fini_le=le)
    designe = VeilleurIndicateur.objects.create(
        code=mesure.code,
        role=role,
        utilisateur=utilisateur,
        motif=motif.strip()[:200],
        designe_le=le,
        designe_par_id=acteur.utilisateur_id,
    )
    Alerte.objects.ouvertes().filter(code=mesure.code).update(role=role, utilisateur=utilisateur)
    return designe


def _verifier_veilleur(alerte: Alerte, acteur: Acteur) -> None:
    if not alerte.revient_a(acteur):
        raise RoleInsuffisant(
            _("Cette alerte revient à un autre rôle : %(role)s.") % {"role": alerte.get_role_display()}
        )


def _mois_avant(jour: date, mois: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month."""
    rang = jour.year * 12 + jour.month - 1 - mois
    annee, numero = rang // 12, rang % 12 + JANVIER
    return date(annee, numero, min(jour.day, calendar.monthrange(annee, numero)[1]))
