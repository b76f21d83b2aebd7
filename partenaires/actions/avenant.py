"""Amendments: drafted, proposed, approved by someone else, signed by both sides, then in force."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from partenaires.actions.decision import verifier_delegation
from partenaires.actions.engagement import materialiser
from partenaires.actions.termes import ecrire_termes_de_base, ecrire_termes_de_l_avenant
from partenaires.actions.versement import rendre_exigibles
from partenaires.models import Avenant, Entente, GenreVersement, Livrable, OperationTerme, Versement
from partenaires.queries.changements import PLUS_TARD, empechements, montant_final, noms_des_termes
from partenaires.queries.termes import TOUJOURS, lignes_de
from partenaires.termes import TermeInvalide, Valeur, genre_de, lire, termes_au


@transaction.atomic
def ouvrir_avenant(
    *, entente: Entente, objet: str, justification: str, effet_du: date, acteur: Acteur, le: datetime
) -> Avenant:
    """Start an amendment of a signed entente."""
    _exiger_gestion(acteur)
    entente = entente.verrouillee()
    if not entente.est_engagee:
        raise TransitionRefusee(_("Avant la signature, le texte se corrige sans avenant."))
    # An entente that was signed before its terms were dated has them from its signature.
    ecrire_termes_de_base(entente, le=entente.signee_le or le)
    dernier = entente.avenants.aggregate(dernier=Max("numero"))["dernier"] or 0
    avenant = Avenant(
        entente=entente,
        organisation_id=entente.organisation_id,
        numero=dernier + 1,
        objet=objet,
        justification=justification,
        effet_du=effet_du,
    )
    return ouvrir(avenant, acteur=acteur, le=le)


@transaction.atomic
def decrire_avenant(*, avenant: Avenant, objet: str, justification: str, effet_du: date, acteur: Acteur) -> Avenant:
    """Change what a draft says of itself."""
    avenant = _ebauche(avenant, acteur)
    avenant.objet, avenant.justification, avenant.effet_du = objet, justification, effet_du
    avenant.save(update_fields=["objet", "justification", "effet_du"])
    return avenant


@transaction.atomic
def ajouter_changement(
    *,
    avenant: Avenant,
    cle: str,
    operation: str,
    valeur: str,
    acteur: Acteur,
    details: dict[str, Any] | None = None,
) -> Avenant:
    """Write one change in a draft; the same term written again takes the former's place."""
    avenant = _ebauche(avenant, acteur)
    try:
        lue = lire(cle, valeur)
    except TermeInvalide as erreur:
        raise TransitionRefusee(_("Cette valeur ne convient pas à ce terme.")) from erreur
    if operation == OperationTerme.AJOUTER and genre_de(cle) is not Decimal:
        raise TransitionRefusee(_("On n’augmente qu’un nombre : une date ou un texte devient une autre valeur."))
    if cle not in noms_des_termes(avenant.entente, avenant.changements) and not details:
        raise TransitionRefusee(_("Ce terme n’existe pas dans l’entente."))
    changement: dict[str, Any] = {"cle": cle, "operation": operation, "valeur": _texte(lue)}
    if details:
        changement["details"] = details
    else:
        ancien: dict[str, Any] = next((c for c in avenant.changements if c["cle"] == cle), {})
        changement |= {"details": ancien["details"]} if "details" in ancien else {}
    avenant.changements = [*(c for c in avenant.changements if c["cle"] != cle), changement]
    avenant.save(update_fields=["changements"])
    return avenant


@transaction.atomic
def retirer_changement(*, avenant: Avenant, cle: str, acteur: Acteur) -> Avenant:
    """Take one change out of a draft; a new instalment or deliverable goes with all it brought."""
    avenant = _ebauche(avenant, acteur)
    vise = next((c for c in avenant.changements if c["cle"] == cle), None)
    racine = ":".join(cle.split(":")[:2]) + ":" if vise and vise.get("details") else ""
    avenant.changements = [
        c for c in avenant.changements if c["cle"] != cle and not (racine and c["cle"].startswith(racine))
    ]
    avenant.save(update_fields=["changements"])
    return avenant


@transaction.atomic
def faire_pas_avenant(*, avenant: Avenant, pas: str, acteur: Acteur, le: datetime, motif: str = "") -> Avenant:
    """Propose, approve, refuse, take back or withdraw; what would unbalance the entente is refused with its reason.

    Who approves holds that day a delegation of at least the whole amount, the amendment included.
    """
    avenant = avenant.verrouillee()
    champs: dict[str, Any] = {}
    if pas in ("proposer", "approuver"):
        entraves = empechements(avenant)
        if entraves:
            raise TransitionRefusee(entraves[0])
    if pas == "proposer":
        champs = {"propose_par_id": acteur.utilisateur_id}
    elif pas == "approuver":
        if avenant.propose_par_id == acteur.utilisateur_id:
            raise TransitionRefusee(_("La personne qui propose l’avenant ne peut pas l’approuver."))
        verifier_delegation(montant_final(avenant), acteur=acteur, le=le)
        champs = {"approuve_le": le, "approuve_par_id": acteur.utilisateur_id}
    elif pas == "signer":
        raise TransitionRefusee(_("Un avenant se signe sur sa page de signature."))
    franchir(avenant, pas, acteur=acteur, le=le, motif=motif, **champs)
    return avenant


@transaction.atomic
def constater_avenant(*, avenant: Avenant, le: datetime) -> None:
    """The last signature of an amendment is given: its terms are dated, and what is to come follows them."""
    portail = Acteur.systeme()
    entente = Entente.objects.select_for_update(of=("self",)).get(pk=avenant.entente_id)
    avenant = avenant.verrouillee()
    franchir(avenant, "signer", acteur=portail, le=le, signe_le=le)
    ecrire_termes_de_l_avenant(avenant, le=le)
    plan = termes_au(lignes_de(entente), au=TOUJOURS, connus_le=PLUS_TARD)
    details = {c["cle"]: c["details"] for c in avenant.changements if c.get("details")}
    _suivre_livrables(entente, plan, details, portail, le)
    _suivre_versements(entente, plan, details, portail, le)
    entente.montant_convenu, entente.fin = plan["montant"], plan["fin"]  # type: ignore[assignment]
    entente.save(update_fields=["montant_convenu", "fin"])
    rendre_exigibles(entente_id=entente.pk, le=le)


def _suivre_versements(
    entente: Entente, plan: dict[str, Valeur], details: dict[str, Any], portail: Acteur, le: datetime
) -> None:
    presents = {v.numero: v for v in entente.versements.select_for_update(of=("self",))}
    livrables = {livrable.code: livrable for livrable in entente.livrables.actifs()}
    numeros = sorted({int(cle.split(":")[1]) for cle in plan if cle.startswith("versement:")})
    for numero in numeros:
        montant, prevu_le = plan[f"versement:{numero}:montant"], plan[f"versement:{numero}:date"]
        versement = presents.get(numero)
        if versement is None:
            precision = details[f"versement:{numero}:montant"]
            nouveau = Versement(
                entente=entente,
                organisation_id=entente.organisation_id,
                numero=numero,
                montant=montant,
                prevu_le=prevu_le,
                condition=precision["condition"],
                livrable=livrables.get(precision.get("livrable", "")),
            )
            ouvrir(nouveau, acteur=portail, le=le)
        elif versement.genre == GenreVersement.ORDINAIRE and (versement.montant, versement.prevu_le) != (
            montant,
            prevu_le,
        ):
            versement.montant, versement.prevu_le = montant, prevu_le  # type: ignore[assignment]
            versement.save(update_fields=["montant", "prevu_le"])


def _suivre_livrables(
    entente: Entente, plan: dict[str, Valeur], details: dict[str, Any], portail: Acteur, le: datetime
) -> None:
    """The signed deliverable keeps its day; its account follows the amendment, and a new one brings its own."""
    presents = {livrable.code: livrable for livrable in entente.livrables.actifs()}
    redditions = {r.livrable.code: r for r in entente.redditions.select_related("livrable")}
    for cle, du_le in plan.items():
        if not cle.startswith("livrable:"):
            continue
        code = cle.split(":")[1]
        if code not in presents:
            precision = details[cle]
            Livrable.objects.create(
                entente=entente,
                organisation_id=entente.organisation_id,
                code=code,
                rang=len(presents) + 1,
                genre=precision["genre"],
                titre=precision["titre"],
                periode_du=date.fromisoformat(precision["periode_du"]),
                periode_au=date.fromisoformat(precision["periode_au"]),
                du_le=du_le,
            )
        elif (reddition := redditions.get(code)) and not reddition.est_acceptee and reddition.due_le != du_le:
            reddition.due_le = du_le  # type: ignore[assignment]
            reddition.save(update_fields=["due_le"])
    materialiser(entente=entente, acteur=portail, le=le)


def _exiger_gestion(acteur: Acteur) -> None:
    if acteur.role is not Role.GESTIONNAIRE_ENTENTES:
        raise RoleInsuffisant(_("Le gestionnaire d’ententes rédige les avenants."))


def _ebauche(avenant: Avenant, acteur: Acteur) -> Avenant:
    _exiger_gestion(acteur)
    avenant = avenant.verrouillee()
    if not avenant.est_modifiable:
        raise TransitionRefusee(_("Cet avenant n’est plus une ébauche."))
    return avenant


def _texte(valeur: Valeur) -> str:
    if isinstance(valeur, Decimal):
        return f"{valeur:f}"
    return valeur.isoformat() if isinstance(valeur, date) else valeur
