"""The outbox: one message, one row, sent once; a doubt is never resolved by sending again."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections, transaction
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.avis import deposer_avis, relais
from guichet.avis.sms import SmsMemoire
from guichet.cloison import portee
from guichet.models import Avis, Canal, EtatAvis
from guichet.routines import reprendre_avis
from guichet.tasks import relayer_avis
from tests.factories.guichet import PersonneFactory


def deposer(cle="essai:1", **champs):
    return deposer_avis(
        **{
            "cle": cle,
            "canal": Canal.COURRIEL,
            "destinataire": "amina@exemple.test",
            "objet": "Votre demande",
            "corps": "Bonjour.",
            "du_le": timezone.now(),
        }
        | champs
    )


@pytest.mark.django_db
class TestDepot:
    def test_deux_depots_pour_un_meme_but_font_un_seul_avis(self):
        assert deposer() is not None
        assert deposer() is None
        assert Avis.objects.count() == 1

    def test_l_avis_suit_la_transaction_qui_le_decide(self):
        with pytest.raises(RuntimeError), portee(Acteur.systeme()):
            deposer()
            raise RuntimeError
        assert Avis.objects.count() == 0

    def test_l_avis_porte_la_region_de_la_personne(self):
        deposer(personne=PersonneFactory(region_id="03"))
        assert Avis.objects.get().region_id == "03"

    def test_dix_avis_d_une_transaction_reveillent_le_relais_une_fois(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as reveils:
            for rang in range(10):
                deposer(cle=f"essai:{rang}")
        assert len(reveils) == 1

    def test_un_reveil_repris_avec_son_point_ne_prive_pas_l_avis_suivant(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as reveils:
            with pytest.raises(RuntimeError), transaction.atomic():
                deposer(cle="essai:repris")
                raise RuntimeError
            deposer(cle="essai:garde")
        assert len(reveils) == 1

    def test_un_point_valide_reveille_aussi_pour_l_avis_qui_le_suit(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as reveils:
            with transaction.atomic():
                deposer(cle="essai:dans")
            deposer(cle="essai:apres")
        assert len(reveils) == 1

    def test_un_point_repris_laisse_le_reveil_de_l_avis_qui_le_precede(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as reveils:
            deposer(cle="essai:garde")
            with pytest.raises(RuntimeError), transaction.atomic():
                deposer(cle="essai:repris")
                raise RuntimeError
        assert len(reveils) == 1


@pytest.mark.django_db
class TestRelais:
    def test_le_relais_envoie_et_marque(self):
        deposer()
        assert relayer_avis() == 1
        avis = Avis.objects.get()
        assert (avis.etat, avis.tentatives, len(mail.outbox)) == (EtatAvis.ENVOYE, 1, 1)
        assert str(avis.pk) in mail.outbox[0].extra_headers["Message-ID"]

    def test_le_relais_lance_deux_fois_envoie_une_fois(self):
        deposer()
        relayer_avis()
        relayer_avis()
        assert len(mail.outbox) == 1

    def test_un_avis_futur_attend_son_heure(self):
        deposer(du_le=timezone.now() + timedelta(hours=1))
        assert relayer_avis() == 0

    def test_un_texto_part_par_le_fournisseur(self):
        SmsMemoire.envoyes.clear()
        deposer(canal=Canal.SMS, destinataire="514 555-0199")
        relayer_avis()
        assert SmsMemoire.envoyes == [("514 555-0199", "Bonjour.")]

    def test_une_lettre_ne_part_pas_par_le_relais(self):
        deposer(canal=Canal.LETTRE)
        assert relayer_avis() == 0

    def test_un_refus_sur_est_repris_plus_tard_puis_abandonne(self, monkeypatch):
        def refuser(avis):
            raise smtplib.SMTPConnectError(421, b"plus tard")

        monkeypatch.setattr(relais, "_remettre", refuser)
        deposer()
        relayer_avis()
        avis = Avis.objects.get()
        assert avis.etat == EtatAvis.A_ENVOYER
        assert avis.du_le > timezone.now()
        Avis.objects.update(du_le=timezone.now(), tentatives=relais.ESSAIS)
        relayer_avis()
        assert Avis.objects.get().etat == EtatAvis.ECHEC

    def test_une_coupure_apres_la_remise_laisse_un_doute_et_rien_ne_repart(self, monkeypatch):
        def couper(avis):
            mail.EmailMessage("x", "y", to=["a@exemple.test"]).send()
            raise smtplib.SMTPServerDisconnected

        monkeypatch.setattr(relais, "_remettre", couper)
        deposer()
        relayer_avis()
        relayer_avis()
        assert Avis.objects.get().etat == EtatAvis.INCERTAIN
        assert len(mail.outbox) == 1

    def test_un_relais_mort_laisse_un_doute_signale(self):
        deposer()
        relais.reclamer(au=timezone.now())
        Avis.objects.update(reclame_le=timezone.now() - timedelta(minutes=11))
        reprendre_avis()
        assert Avis.objects.get().etat == EtatAvis.INCERTAIN
        assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_huit_relais_en_meme_temps_envoient_chaque_avis_une_fois(systeme):
    with systeme:
        for numero in range(40):
            deposer(cle=f"course:{numero}", destinataire=f"p{numero}@exemple.test")
    mail.outbox.clear()
    with portee(Acteur.systeme()):
        Avis.objects.update(etat=EtatAvis.A_ENVOYER, envoye_le=None)

    def relayer():
        try:
            relayer_avis()
        finally:
            connections.close_all()

    fils = [threading.Thread(target=relayer) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    destinataires = [message.to[0] for message in mail.outbox]
    assert sorted(destinataires) == sorted({f"p{numero}@exemple.test" for numero in range(40)})


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_reclamation_deux_relais_envoient_deux_fois(systeme):
    """Control: reading without claiming lets two relays take one message."""
    with systeme:
        avis_id = deposer()
    mail.outbox.clear()
    with portee(Acteur.systeme()):
        Avis.objects.update(etat=EtatAvis.EN_COURS, envoye_le=None)
    lus = []
    for _ in range(2):
        with portee(Acteur.systeme()):
            lus.append(Avis.objects.get(pk=avis_id))
    for avis in lus:
        relais._remettre(avis)
    assert len(mail.outbox) == 2
