"""Reminders to both sides: once each, before and after, to who has the ball, dropped when their reason has vanished."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis import relais
from guichet.cycle import franchir
from guichet.models import Avis, EtatAvis
from partenaires import courriels_ententes
from partenaires.actions.rappels import rappeler
from partenaires.attentes import ATTENTES, Partie
from partenaires.queries.rappels import attendus, rappels_du_jour
from partenaires.rappels import Attendu, Delais, Moment, moment_du
from tests.factories.decomptes import DecompteFactory
from tests.factories.ententes import (
    ActionCorrectiveFactory,
    EntenteFactory,
    LivrableFactory,
    RedditionFactory,
    RevueFactory,
)
from tests.factories.guichet import AdhesionFactory, OrganisationFactory, UtilisateurFactory
from tests.taches.scenes_ententes import entente_en_cours

DELAIS = Delais(avant=5, apres=1, relance=10)
SYSTEME = Acteur.systeme()


@pytest.mark.parametrize(
    ("jour", "moment"),
    [
        ("2026-06-01", None),
        ("2026-06-08", Moment.AVANT),
        ("2026-06-15", Moment.AVANT),
        ("2026-06-16", Moment.APRES),
        ("2026-06-26", Moment.APRES),
        ("2026-06-29", Moment.RELANCE),
        ("2026-09-01", Moment.RELANCE),
    ],
)
def test_le_moment_d_un_rappel(jour, moment):
    du_le = date(2026, 6, 15)
    attendu = Attendu("reddition_due", uuid.uuid4(), uuid.uuid4(), Partie.PARTENAIRE, "x", date(2026, 1, 1), du_le)
    assert moment_du(attendu, jour=date.fromisoformat(jour), delais=DELAIS, feries=()) == moment


@pytest.mark.django_db
class TestRappels:
    def deposer(self) -> list[str]:
        le = timezone.now()
        for rappel in rappels_du_jour(jour=timezone.localdate(le)):
            rappeler(rappel, le=le)
        return sorted(Avis.objects.filter(cle__startswith="rappel:").values_list("destinataire", flat=True))

    def envoyer(self) -> list[str]:
        """What the relay sends, subject by subject."""
        mail.outbox.clear()
        for avis_id in relais.reclamer(au=timezone.now()):
            relais.envoyer(avis_id)
        return [message.subject for message in mail.outbox]

    def reddition(self, dans: int):
        entente = entente_en_cours(depuis=20)
        jour = timezone.localdate() + timedelta(days=dans)
        livrable = LivrableFactory(entente=entente, titre="Premier trimestre", du_le=jour)
        return RedditionFactory(livrable=livrable)

    def test_chaque_rappel_part_une_fois_avec_ses_mots(self):
        self.reddition(dans=2)
        assert self.deposer() == self.deposer() == ["partenaire@exemple.test"]
        sujets = self.envoyer()
        assert len(sujets) == 1 and "Rendre compte : Premier trimestre" in sujets[0]

    def test_qui_approuve_le_decompte_a_un_delai_et_un_rappel(self):
        decompte = DecompteFactory()
        (attendu,) = [a for a in attendus(jour=timezone.localdate()) if a.genre == "decompte"]
        assert (attendu.partie, attendu.entente_id) == (Partie.APPROBATION, decompte.entente_id)
        assert courriels_ententes.page_de(attendu) == f"/ententes/{decompte.entente_id}/decompte/"
        AdhesionFactory(
            role=Role.APPROBATEUR, organisation=None, utilisateur=UtilisateurFactory(email="approbatrice@exemple.test")
        )
        with time_machine.travel(timezone.now() + timedelta(days=30)):
            assert self.deposer() == self.deposer() == ["approbatrice@exemple.test"]
            (sujet,) = self.envoyer()
        assert "Vérifier et approuver le décompte final" in sujet

    def test_un_rappel_dont_la_raison_a_disparu_ne_part_pas(self):
        reddition = self.reddition(dans=-3)
        self.deposer()
        franchir(reddition, "preparer", acteur=SYSTEME)
        gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=reddition.organisation_id)
        franchir(reddition, "soumettre", acteur=gestionnaire, soumise_le=timezone.now())
        assert self.envoyer() == []
        assert Avis.objects.get().etat == EtatAvis.SANS_OBJET

    def test_commencer_a_ecrire_n_annule_ni_ne_repete_le_rappel(self):
        reddition = self.reddition(dans=-3)
        self.deposer()
        franchir(reddition, "preparer", acteur=SYSTEME)
        assert len(self.deposer()) == 1 and len(self.envoyer()) == 1

    def test_temoin_sans_la_seconde_question_le_rappel_partirait(self, monkeypatch):
        reddition = self.reddition(dans=-3)
        self.deposer()
        vrai = list(attendus(jour=timezone.localdate()))
        monkeypatch.setattr(courriels_ententes, "attendus", lambda **_: iter(vrai))
        franchir(reddition, "preparer", acteur=SYSTEME)
        gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=reddition.organisation_id)
        franchir(reddition, "soumettre", acteur=gestionnaire, soumise_le=timezone.now())
        assert len(self.envoyer()) == 1

    def test_un_essai_refuse_redemande_avant_le_suivant(self, monkeypatch):
        reddition = self.reddition(dans=-3)
        self.deposer()

        def refuser(avis):
            raise ConnectionRefusedError

        with monkeypatch.context() as panne:
            panne.setattr(relais, "_remettre", refuser)
            assert self.envoyer() == []
        assert Avis.objects.get().corps
        franchir(reddition, "preparer", acteur=SYSTEME)
        gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=reddition.organisation_id)
        franchir(reddition, "soumettre", acteur=gestionnaire, soumise_le=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(minutes=30)):
            assert self.envoyer() == []
        assert Avis.objects.get().etat == EtatAvis.SANS_OBJET

    def test_le_ministere_est_rappele_comme_l_organisme(self):
        suivie = UtilisateurFactory(email="suivi@exemple.test")
        AdhesionFactory(role=Role.GESTIONNAIRE_ENTENTES, organisation=None, utilisateur__email="gestion@exemple.test")
        AdhesionFactory(role=Role.APPROBATEUR, organisation=None, utilisateur__email="approbation@exemple.test")
        ancien = timezone.now() - timedelta(days=40)
        EntenteFactory(soumise=True, etat_depuis=ancien, gestionnaire=suivie)
        EntenteFactory(soumise=True, etat_depuis=ancien)
        EntenteFactory(etat="recommandee", etat_depuis=ancien, soumise_le=ancien, recommandee_le=ancien)
        assert self.deposer() == ["approbation@exemple.test", "gestion@exemple.test", "suivi@exemple.test"]

    def test_un_nouveau_tour_de_balle_est_un_nouveau_rappel(self):
        reddition = self.reddition(dans=60)
        ancien = timezone.now() - timedelta(days=40)
        franchir(reddition, "preparer", acteur=SYSTEME)
        gestion = Acteur(role=Role.GESTIONNAIRE_ENTENTES)
        gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=reddition.organisation_id)
        for depuis in (ancien, ancien + timedelta(days=2)):
            franchir(reddition, "soumettre", acteur=gestionnaire, soumise_le=depuis)
            franchir(reddition, "retourner", acteur=gestion, motif="À revoir", le=depuis)
            self.deposer()
        assert Avis.objects.filter(cle__startswith="rappel:reddition:").count() == 2

    def test_rien_n_est_demande_pendant_une_suspension(self):
        reddition = self.reddition(dans=-3)
        franchir(reddition.entente, "suspendre", acteur=Acteur(role=Role.APPROBATEUR), motif="Incendie")
        assert self.deposer() == []

    def test_une_mesure_corrective_rappelle_son_responsable(self):
        entente = entente_en_cours(depuis=20)
        entente.gestionnaire = UtilisateurFactory(email="suivi@exemple.test")
        entente.save(update_fields=["gestionnaire"])
        revue = RevueFactory(entente=entente, etat_depuis=timezone.now())
        hier = timezone.localdate() - timedelta(days=4)
        for responsable in ("partenaire", "ministere"):
            ActionCorrectiveFactory(revue=revue, responsable=responsable, echeance=hier)
        assert self.deposer() == ["partenaire@exemple.test", "suivi@exemple.test"]
        assert len(self.envoyer()) == 2

    def test_chaque_etat_avec_un_delai_donne_un_attendu(self):
        organisation = OrganisationFactory(courriel="partenaire@exemple.test")
        for etat, attente in ATTENTES["entente"].items():
            if not attente.delai or etat in ("revue_mi_parcours", "resiliee", "approuvee"):
                continue
            EntenteFactory(etat=etat, organisation=organisation, soumise_le=timezone.now())
        genres = {(a.genre, a.partie) for a in attendus(jour=timezone.localdate())}
        assert genres == {("entente", p) for p in (Partie.GESTION, Partie.APPROBATION, Partie.PARTENAIRE)}
