"""A payment file keeps the bytes that left, whatever changes afterwards; each promise has its control."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import Organisation
from partenaires.actions import lot as actions
from partenaires.actions.versement import autoriser_versement, rendre_exigibles
from partenaires.fichier_paiements import ecrire_paiements
from partenaires.models import LotPaiement, Versement
from tests.base_de_donnees import connexion_proprietaire
from tests.connexion import connecter
from tests.factories.ententes import EntenteFactory, VersementFactory
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


def lot_transmis() -> LotPaiement:
    """One authorised instalment of 60,000 $, in a file."""
    le = timezone.now()
    with transaction.atomic():
        entente = EntenteFactory(
            active=True,
            organisation=OrganisationFactory(nom="Centre d'essai", neq="1123456789"),
            versements=False,
            montant_demande=Decimal("60000"),
        )
        versement = VersementFactory(entente=entente)
    rendre_exigibles(entente_id=entente.pk, le=le)
    approbateur, payeur = (
        Acteur(role=role, utilisateur_id=UtilisateurFactory().pk) for role in (Role.APPROBATEUR, Role.PAYEUR)
    )
    autoriser_versement(versement=versement, acteur=approbateur, le=le)
    return actions.preparer_lot(versements=[versement.pk], acteur=payeur, le=le)


def relire_apres_un_changement_de_nom() -> tuple[str, bytes]:
    """The digest kept when the file left, and what is downloaded once its organisation has another name."""
    lot = lot_transmis()
    Organisation.objects.update(nom="Centre renommé")
    return lot.sha256, connecter("payeur").get(reverse("lot_paiement_csv", args=[lot.pk])).content


def test_le_fichier_transmis_se_relit_a_l_octet_pres_quand_l_organisme_change_de_nom():
    empreinte, octets = relire_apres_un_changement_de_nom()
    assert hashlib.sha256(octets).hexdigest() == empreinte
    assert "Centre d'essai" in octets.decode()


def test_temoin_un_fichier_refait_a_chaque_lecture_ne_donne_plus_les_memes_octets(monkeypatch):
    def refaire(lot: LotPaiement) -> str:
        lignes = Versement.objects.filter(lot=lot.pk).select_related("entente", "organisation")
        return ecrire_paiements(actions._ligne(versement) for versement in lignes)

    monkeypatch.setattr(LotPaiement, "contenu", property(refaire, lambda _lot, _contenu: None))
    empreinte, octets = relire_apres_un_changement_de_nom()
    assert hashlib.sha256(octets).hexdigest() != empreinte


CHANGEMENTS = (
    lambda: LotPaiement.objects.update(contenu="x"),
    lambda: LotPaiement.objects.update(sha256="1" * 64),
    lambda: Versement.objects.update(lot=None),
)


def test_la_base_refuse_de_recrire_un_fichier_transmis_ou_d_en_sortir_un_versement():
    lot_transmis()
    for changer in CHANGEMENTS:
        with pytest.raises(DatabaseError), transaction.atomic():
            changer()


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_les_gardes_le_fichier_se_recrit(systeme, nom_de_la_base):
    with systeme:
        lot = lot_transmis()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        for table, garde in (("lotpaiement", "fichier_fige"), ("versement", "lot_fige")):
            nom = proprietaire.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
                [f"partenaires_{table}", f"pgtrigger_{garde}_%"],
            ).fetchone()
            assert nom
            proprietaire.execute(f"ALTER TABLE partenaires_{table} DISABLE TRIGGER {nom[0]}")
    with systeme:
        for changer in CHANGEMENTS:
            changer()
        assert LotPaiement.objects.get(pk=lot.pk).contenu == "x"
