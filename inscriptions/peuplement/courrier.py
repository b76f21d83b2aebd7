"""The messages people have in their mailbox on the day: open offers, recent acknowledgements."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.models import Avis, Canal, EtatAvis, Personne
from guichet.referentiels.formats import formater_date_heure
from inscriptions.courriels import lien
from inscriptions.courriels_offres import jeton_offre
from inscriptions.models import Inscription, OffreDePlace
from inscriptions.queries.echeances import date_reponse

# Enough to fill a mailbox; the older ones were read and thrown away.
OFFRES, ACCUSES = 400, 150
UN_INSTANT = timedelta(seconds=40)


def ecrire_le_courrier() -> int:
    """Put the messages that were sent into the outbox, as sent; return how many."""
    avis = [*_offres(), *_accuses()]
    Avis.objects.bulk_create(avis, batch_size=500, ignore_conflicts=True)
    cles = [un_avis.cle for un_avis in avis]
    Avis.objects.filter(cle__in=cles).update(cree_le=F("du_le"))
    return len(avis)


def _offres() -> Iterator[Avis]:
    vives = OffreDePlace.objects.vives().select_related("personne", "groupe__organisation", "groupe__lieu")
    for offre in vives.order_by("-proposee_le", "pk")[:OFFRES]:
        contexte = {
            "offre": offre,
            "groupe": offre.groupe,
            "lien": lien("offre_signee", jeton_offre(offre)),
            "expire_le": formater_date_heure(timezone.localtime(offre.expire_le)),
        }
        yield _envoye(
            offre.personne, f"offre:proposee:{offre.pk}", _("Une place vous est proposée"), "offre_proposee", contexte,
            offre.proposee_le,
        )  # fmt: skip


def _accuses() -> Iterator[Avis]:
    recentes = Inscription.objects.filter(deposee_le__isnull=False).select_related("personne")
    for demande in recentes.order_by("-deposee_le", "numero")[:ACCUSES]:
        le = demande.deposee_le
        if le is None:
            continue
        contexte = {
            "inscription": demande,
            "reponse_le": date_reponse(timezone.localdate(le)),
            "lien": lien("suivi"),
        }
        cle = f"inscription:accuse:{demande.pk}:{le.isoformat()}"
        yield _envoye(demande.personne, cle, _("Nous avons reçu votre demande"), "accuse_reception", contexte, le)


def _envoye(personne: Personne, cle: str, objet: str, gabarit: str, contexte: dict, le: datetime) -> Avis:
    return Avis(
        id=uuid.uuid5(uuid.NAMESPACE_URL, cle),
        cle=cle,
        canal=Canal.COURRIEL,
        destinataire=personne.courriel,
        objet=objet,
        corps=render_to_string(f"inscriptions/courriels/{gabarit}.txt", contexte | {"personne": personne}),
        personne=personne,
        region_id=personne.region_id,
        etat=EtatAvis.ENVOYE,
        du_le=le,
        reclame_le=le + UN_INSTANT,
        envoye_le=le + UN_INSTANT,
        tentatives=1,
    )
