"""Focus groups: a draw anyone can redo among those who agreed, invitations, notes without a name, coded findings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis.redaction import SansObjet
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Consentement, Motif
from indicateurs import anonymat
from indicateurs.actions import groupe_temoin as actions
from indicateurs.courriels_groupes import jeton_recrue, rediger_invitation
from indicateurs.models import Constat, GroupeTemoin, GuideEntretien, NotesDeGroupe, Recrue
from tests.connexion import connecter
from tests.factories.ecoute import ConstatFactory, GroupeTemoinFactory, GuideFactory, RecrueFactory
from tests.factories.guichet import PersonneFactory
from tests.partenaires.ententes import acteur, texte

CONSEIL = Acteur(Role.CONSEILLER)
PERSONNE = Acteur(Role.PERSONNE)


def consentante(accorde: bool = True, retiree: bool = False, **champs):
    """Someone of Montréal who answered the purpose of focus groups."""
    personne = PersonneFactory(**{"region_id": "06", "courriel": "x@exemple.test"} | champs)
    Consentement.objects.create(
        personne=personne,
        region_id=personne.region_id,
        finalite="groupes_temoins",
        version="2026-1",
        accorde=accorde,
        le=timezone.now(),
        retire_le=timezone.now() if retiree else None,
    )
    return personne


@pytest.mark.django_db
class TestRecrutement:
    def test_seules_les_personnes_consentantes_sont_tirees_toujours_dans_le_meme_ordre(self):
        voulues = {consentante().pk for _rang in range(8)}
        consentante(accorde=False)
        consentante(retiree=True)
        consentante(region_id="03")
        consentante(courriel="")
        PersonneFactory(region_id="06")
        tirages = []
        for _fois in range(2):
            groupe = GroupeTemoinFactory()
            premieres = actions.inviter_au_groupe(groupe=groupe, nombre=3, acteur=CONSEIL, le=timezone.now())
            suivantes = actions.inviter_au_groupe(groupe=groupe, nombre=9, acteur=CONSEIL, le=timezone.now())
            tirages.append([recrue.personne_id for recrue in premieres + suivantes])
        assert tirages[0] == tirages[1] and set(tirages[0]) == voulues and len(tirages[0]) == 8
        with pytest.raises(TransitionRefusee, match="Aucune autre personne"):
            actions.inviter_au_groupe(groupe=groupe, nombre=1, acteur=CONSEIL, le=timezone.now())
        # Control: another seed gives another order.
        autre = actions.inviter_au_groupe(
            groupe=GroupeTemoinFactory(graine=8), nombre=8, acteur=CONSEIL, le=timezone.now()
        )
        assert [recrue.personne_id for recrue in autre] != tirages[0]

    def test_chaque_invitation_est_un_message_et_le_lien_repond_par_son_formulaire_seul(self, client):
        consentante()
        (recrue,) = actions.inviter_au_groupe(groupe=GroupeTemoinFactory(), nombre=1, acteur=CONSEIL, le=timezone.now())
        assert Avis.objects.get(cle=f"recrue:invitation:{recrue.pk}").personne_id == recrue.personne_id
        assert "/g/" in rediger_invitation(str(recrue.pk), "courriel").corps
        adresse = reverse("groupe_temoin_invitation", args=[jeton_recrue(recrue)])

        def etat_apres(reponse: str = "") -> str:
            client.post(adresse, {"reponse": reponse}) if reponse else client.get(adresse)
            with portee(Acteur.systeme()):
                return Recrue.objects.get().etat

        assert [etat_apres(r) for r in ("", "oui", "oui", "non", "peut-être", "oui")] == [
            "invitee",
            "acceptee",
            "acceptee",
            "declinee",
            "declinee",
            "acceptee",
        ]
        assert "Vous avez dit oui" in texte(client.get(adresse))
        assert client.get(reverse("groupe_temoin_invitation", args=["forge"])).status_code == 404
        motif = Motif.objects.get(pk="groupe_temoin_date")
        actions.annuler_groupe(groupe=recrue.groupe, motif=motif, acteur=CONSEIL, le=timezone.now())
        with pytest.raises(SansObjet):
            rediger_invitation(str(recrue.pk), "courriel")
        assert "Cette invitation est finie" in texte(client.get(adresse))

    def test_un_conseiller_recrute_dans_ses_regions(self):
        ailleurs = Acteur(Role.CONSEILLER, regions=("03",))
        for groupe in (GroupeTemoinFactory(), GroupeTemoinFactory(region_id=None)):
            with pytest.raises(RoleInsuffisant):
                actions.inviter_au_groupe(groupe=groupe, nombre=1, acteur=ailleurs, le=timezone.now())


@pytest.mark.django_db
class TestNotes:
    def groupe(self):
        recrue = RecrueFactory(
            groupe=GroupeTemoinFactory(etat="rencontre"),
            personne=PersonneFactory(prenom="Zoé-Marie", nom="Nguyễn", region_id="06"),
            etat="presente",
        )
        return recrue.groupe

    def ecrire(self, groupe, mots, **decision):
        return actions.ecrire_notes(groupe=groupe, texte=mots, acteur=CONSEIL, le=timezone.now(), **decision)

    @pytest.mark.parametrize("mots", ["Mme Nguyen part tôt.", "ZOÉ n’a pas de garde.", "L’avis de zoe-marie compte."])
    def test_un_nom_de_personne_invitee_est_reconnu_avant_d_etre_garde(self, mots):
        groupe = self.groupe()
        with pytest.raises(actions.NomsReconnus):
            self.ecrire(groupe, mots)
        assert not NotesDeGroupe.objects.exists()
        masquees = self.ecrire(groupe, mots, masquer=True)
        assert "[personne]" in masquees.texte and not anonymat.noms_reconnus(masquees.texte, ["Zoé-Marie", "Nguyễn"])
        assert len(self.ecrire(groupe, mots, garder=True).mots_gardes) == 1

    def test_temoin_sans_les_noms_des_invitees_rien_n_est_reconnu(self, monkeypatch):
        monkeypatch.setattr(actions, "noms_des_invitees", lambda _groupe: [])
        assert self.ecrire(self.groupe(), "Mme Nguyen part tôt.").texte == "Mme Nguyen part tôt."

    def test_la_page_garde_le_texte_et_demande_quoi_faire(self):
        groupe, client = self.groupe(), connecter("conseiller")
        adresse = reverse("groupe_temoin_pas", args=[groupe.pk, "notes"])
        page = texte(client.post(adresse, {"texte": "Nguyen veut une garde."}))
        assert "Nguyen veut une garde." in page and "Remplacer ces mots" in page and "nomment aussi" in page
        client.post(adresse, {"texte": "Nguyen veut une garde.", "reconnus": "1", "traitement": "masquer"})
        assert NotesDeGroupe.objects.get().texte == "[personne] veut une garde."
        assert "numéros" in texte(client.post(adresse, {"texte": "Appeler le 514 555-1234."}))

    def test_les_notes_s_effacent_a_leur_date_et_les_constats_restent(self):
        groupe = self.groupe()
        notes = self.ecrire(groupe, "Une garde.")
        constat = ConstatFactory(groupe=groupe)
        assert actions.effacer_notes(le=timezone.now()) == 0
        tard = timezone.now() + (notes.conserver_jusqu_au - date.today()) + timedelta(days=2)
        assert (actions.effacer_notes(le=tard), actions.effacer_notes(le=tard)) == (1, 0)
        notes.refresh_from_db()
        assert (notes.texte, notes.effacees_le) == ("", tard) and Constat.objects.get() == constat


@pytest.mark.django_db
def test_de_la_preparation_aux_constats_par_les_pages():
    for _rang in range(4):
        consentante(prenom="Amina")
    conseil, analyste = connecter("conseiller", regions=["06"]), connecter("analyste")
    guide = {"titre": "Soirs", "code": "soirs", "questions": "Pourquoi le soir?\nEt la fin de semaine?"}
    for _version in range(2):
        analyste.post(reverse("guide_ecrire"), guide)
    dernier = GuideEntretien.objects.get(code="soirs", version=2)
    demain = timezone.localdate() + timedelta(days=9)
    prepare = {
        "titre": "Le soir",
        "guide": str(dernier.pk),
        "region": "06",
        "nb_invitees": "3",
        "graine": "7",
        "heure": "18:30",
        "lieu": "Salle 2",
        "jour_jour": str(demain.day),
        "jour_mois": str(demain.month),
        "jour_annee": str(demain.year),
    }
    assert "Choisissez dans la liste" in texte(
        conseil.post(reverse("groupe_temoin_preparer"), prepare | {"region": "03"})
    )
    conseil.post(reverse("groupe_temoin_preparer"), prepare)
    groupe = GroupeTemoin.objects.get()

    def pas(client, nom, **donnees):
        return texte(client.post(reverse("groupe_temoin_pas", args=[groupe.pk, nom]), donnees, follow=True))

    assert "Amina" in pas(conseil, "inviter") and Recrue.objects.count() == 3
    # Only advisers of the region know who is invited.
    assert "Amina" not in texte(analyste.get(reverse("groupe_temoin", args=[groupe.pk])))
    ailleurs = connecter("conseiller", regions=["03"])
    assert "Amina" not in texte(ailleurs.get(reverse("groupe_temoin", args=[groupe.pk])))
    une, autre, _muette = Recrue.objects.order_by("rang")
    for recrue in (une, autre):
        actions.repondre_invitation(recrue=recrue, oui=True, acteur=PERSONNE, le=timezone.now())
    assert "pas encore eu lieu" in pas(conseil, "tenir", presente=[str(une.pk)])
    GroupeTemoin.objects.filter(pk=groupe.pk).update(seance_le=timezone.now() - timedelta(hours=2))
    pas(conseil, "tenir", presente=[str(une.pk)])
    assert [r.etat for r in Recrue.objects.order_by("rang")] == ["presente", "absente", "expiree"]
    pas(conseil, "notes", texte="Le soir convient mal.")
    assert "écrivez ce nombre au plus" in pas(
        analyste, "constat", theme="theme_horaires", enonce="Trop tard.", nb_personnes="2"
    )
    pas(analyste, "constat", theme="theme_horaires", enonce="Le cours finit trop tard.", nb_personnes="1")
    assert "Constats déposés" in pas(analyste, "conclure")
    page = texte(connecter("direction").get(reverse("constats")))
    assert "Horaires et conciliation" in page and "Le cours finit trop tard." in page
    retirer = reverse("constat_retirer", args=[Constat.objects.get().pk])
    analyste.post(retirer, {"motif": "constat_reconnaissable"})
    assert "Le cours finit trop tard." not in texte(connecter("direction").get(reverse("constats")))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["analyste", "direction", "payeur"])
def test_qui_ne_voit_pas_les_personnes_ne_recrute_pas(role):
    groupe = GroupeTemoinFactory()
    assert connecter(role).post(reverse("groupe_temoin_pas", args=[groupe.pk, "inviter"])).status_code == 403
    with pytest.raises(RoleInsuffisant):
        actions.inviter_au_groupe(groupe=groupe, nombre=1, acteur=acteur(Role(role)), le=timezone.now())
    assert GuideFactory().version == 1
