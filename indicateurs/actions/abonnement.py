"""Receive a view of the dashboard at its due dates, stop, and send what is due to whoever still has the right."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle.franchir import franchir, ouvrir
from guichet.models import Utilisateur
from indicateurs.courriels import annoncer_vue
from indicateurs.documents import rendre_tableau
from indicateurs.formulaires_bord import FiltreBord
from indicateurs.models import Abonnement, EnvoiVue, Rythme
from indicateurs.policies import peut_encore_lire
from indicateurs.states_vues import EtatAbonnement


def abonner(*, acteur: Acteur, vue: str, rythme: Rythme, le: datetime) -> Abonnement:
    """Subscribe this person to a view, from the next due date on; asking twice gives the same subscription."""
    jour = timezone.localdate(le)
    formulaire = lire_vue(vue, jour=jour)
    choix = {"utilisateur_id": acteur.utilisateur_id, "vue": formulaire.requete(), "rythme": rythme}
    neuf = Abonnement(titre=formulaire.titre()[:400], prochain_le=rythme.suivante(jour), **choix)
    # The journal is written beyond the scope of analysts, who see no row about a person.
    with transaction.atomic(), portee(Acteur.systeme()):
        Utilisateur.objects.select_for_update().get(pk=acteur.utilisateur_id)  # One at a time for one person.
        deja = Abonnement.objects.filter(etat=EtatAbonnement.ACTIF, **choix).first()
        return deja or ouvrir(neuf, acteur=acteur, le=le)


def terminer(*, abonnement: Abonnement, acteur: Acteur, le: datetime) -> None:
    """Stop; nothing leaves any more, not even what waits in the outbox."""
    motif = _("Terminé par la personne abonnée.")
    with transaction.atomic(), portee(Acteur.systeme()):
        franchir(abonnement.verrouillee(), "terminer", acteur=acteur, le=le, motif_fin=motif)


def abonnements_dus(*, jour: date) -> list[uuid.UUID]:
    """Those whose due date has come."""
    return list(
        Abonnement.objects.filter(etat=EtatAbonnement.ACTIF, prochain_le__lte=jour)
        .order_by("prochain_le", "pk")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def envoyer_echeance(*, abonnement_id: uuid.UUID, le: datetime) -> bool:
    """Make and announce the document of a due date, once; without the right, end the subscription and say why.

    Dates missed are one sending: the figures are those of today.
    """
    jour = timezone.localdate(le)
    abonnement = (
        Abonnement.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("utilisateur")
        .filter(pk=abonnement_id, etat=EtatAbonnement.ACTIF, prochain_le__lte=jour)
        .first()
    )
    if abonnement is None:
        return False
    if not peut_encore_lire(abonnement.utilisateur, au=jour):
        motif = _("La personne n’a plus de rôle au ministère.")
        franchir(abonnement, "retirer", acteur=Acteur.systeme(), le=le, motif=motif, motif_fin=motif)
        return False
    octets = rendre_tableau(lire_vue(abonnement.vue, jour=jour), le=le)
    empreinte = hashlib.sha256(octets).hexdigest()
    envoi = EnvoiVue.objects.create(
        abonnement=abonnement,
        du_le=abonnement.prochain_le,
        fait_le=le,
        chemin=storages["prive"].save(f"vues/{abonnement.pk.hex}-{empreinte[:16]}.pdf", ContentFile(octets)),
    )
    annoncer_vue(envoi, le=le)
    abonnement.prochain_le = Rythme(abonnement.rythme).suivante(jour)
    abonnement.save(update_fields=["prochain_le"])
    return True


def lire_vue(vue: str, *, jour: date) -> FiltreBord:
    """The choice an address holds; what is not known in it falls back to its default."""
    return FiltreBord({"periode": "12"} | QueryDict(vue).dict(), jour=jour)
