"""A request: begun from a call or by the ministry, written step by step, submitted by who commits the organisation."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Organisation
from partenaires.models import AppelProjets, Entente, Volet
from partenaires.queries.demandes import manques, prochain_numero_entente
from partenaires.states_ententes import ENGAGEANT, GESTION_ENTENTES, PREPARATION, EtatEntente

FINIES = (EtatEntente.REFUSEE, EtatEntente.RETIREE)
PROJET = ("titre", "description")
TERRITOIRE = ("territoire", "clienteles", "debut", "fin", "revue_prevue_le")
MONTANTS = ("montant_demande", "autres_aides")


@transaction.atomic
def ouvrir_demande(*, appel: AppelProjets, acteur: Acteur, le: datetime) -> Entente:
    """The organisation's request for this open call, made when it has none in progress."""
    if acteur.role not in PREPARATION or acteur.organisation_id is None:
        raise RoleInsuffisant(_("Seul un organisme répond à un appel."))
    jour = timezone.localdate(le)
    appel = AppelProjets.objects.select_related("volet").get(pk=appel.pk)
    # Two clicks at once: the second waits here and finds the first one's request.
    organisation = Organisation.objects.select_for_update().get(pk=acteur.organisation_id)
    existante = Entente.objects.filter(organisation=organisation, appel=appel).exclude(etat__in=FINIES).first()
    if existante:
        return existante
    if appel not in AppelProjets.objects.ouverts(au=jour):
        raise TransitionRefusee(_("Cet appel n’est pas ouvert aujourd’hui."))
    _verifier_admissible(organisation, appel.volet)
    regions = appel.regions or [organisation.region_id]
    return ouvrir(
        Entente(
            numero=prochain_numero_entente(jour),
            organisation=organisation,
            version_id=appel.version_id,
            volet=appel.volet,
            appel=appel,
            titre=appel.titre,
            territoire=[organisation.region_id] if organisation.region_id in regions else [],
            **_periode(appel.debut, appel.fin),
        ),
        acteur=acteur,
        le=le,
    )


@transaction.atomic
def ouvrir_hors_appel(
    *, organisation: Organisation, volet: Volet, titre: str, debut: date, fin: date, acteur: Acteur, le: datetime
) -> Entente:
    """A request the ministry begins for an organisation, without a call; the organisation fills it in."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’ouvrir une demande hors appel."))
    _verifier_admissible(organisation, volet)
    return ouvrir(
        Entente(
            numero=prochain_numero_entente(timezone.localdate(le)),
            organisation=organisation,
            version_id=volet.version_id,
            volet=volet,
            titre=titre,
            territoire=[organisation.region_id],
            gestionnaire_id=acteur.utilisateur_id,
            **_periode(debut, fin),
        ),
        acteur=acteur,
        le=le,
    )


@transaction.atomic
def enregistrer_demande(*, entente: Entente, acteur: Acteur, champs: dict[str, Any]) -> Entente:
    """Keep the answers of one step: columns of the request, nothing else."""
    entente = demande_modifiable(entente, acteur)
    permis = (*PROJET, *TERRITOIRE, *MONTANTS)
    ecrits = [nom for nom in champs if nom in permis]
    for nom in ecrits:
        setattr(entente, nom, champs[nom])
    entente.save(update_fields=ecrits)
    return entente


@transaction.atomic
def inscrire_neq(*, entente: Entente, acteur: Acteur, neq: str) -> None:
    """Write the organisation's number when it has none yet."""
    if acteur.role not in ENGAGEANT:
        raise RoleInsuffisant(_("Un gestionnaire de l’organisme écrit le NEQ."))
    entente = demande_modifiable(entente, acteur)
    organisation = Organisation.objects.select_for_update().get(pk=entente.organisation_id)
    if organisation.neq:
        return
    if Organisation.objects.filter(neq=neq).exists():
        raise TransitionRefusee(_("Ce NEQ est déjà celui d’une autre organisation. Vérifiez les chiffres."))
    organisation.neq = neq
    organisation.save(update_fields=["neq"])


@transaction.atomic
def soumettre_demande(*, entente: Entente, acteur: Acteur, le: datetime) -> Entente:
    """Send the request to the ministry; what is missing is refused, each line named."""
    entente = entente.verrouillee()
    appel = entente.appel
    if entente.est_ebauche and appel and not appel.ouvre_le <= timezone.localdate(le) <= appel.ferme_le:
        raise TransitionRefusee(_("L’appel est fermé : la demande ne peut plus être soumise."))
    if entente.est_modifiable and (restent := manques(entente)):
        raise TransitionRefusee(" ".join(manque.texte for manque in restent))
    franchir(entente, "soumettre", acteur=acteur, le=le, soumise_le=le, soumise_par_id=acteur.utilisateur_id)
    return entente


def demande_modifiable(entente: Entente, acteur: Acteur) -> Entente:
    """The request, locked, when this actor may write in it now."""
    if acteur.role not in PREPARATION or acteur.organisation_id != entente.organisation_id:
        raise RoleInsuffisant(_("Seul l’organisme modifie sa demande."))
    entente = entente.verrouillee()
    if not entente.est_modifiable:
        raise TransitionRefusee(_("La demande est soumise : elle ne se modifie plus."))
    return entente


def _verifier_admissible(organisation: Organisation, volet: Volet) -> None:
    if organisation.genre not in volet.organisations:
        raise TransitionRefusee(
            _("Ce volet ne finance pas ce genre d’organisation (%(genre)s).")
            % {"genre": organisation.get_genre_display().lower()}
        )


def _periode(debut: date, fin: date) -> dict[str, Any]:
    """The dates, and a review halfway when there is room for one."""
    milieu = debut + timedelta(days=(fin - debut).days // 2)
    return {
        "debut": debut,
        "fin": fin,
        "revue_prevue_le": milieu if debut < milieu < fin else None,
        "montant_demande": Decimal(0),
    }
