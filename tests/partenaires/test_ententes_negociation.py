"""Terms discussed: comments, wordings proposed and kept, differences, what prevents signing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guichet.acteurs import Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from partenaires.actions import negociation as actions
from partenaires.models import Commentaire, Entente, Versement, VersionEntente
from partenaires.queries import negociation as queries
from partenaires.queries.negociation import obstacles_a_la_signature
from partenaires.queries.versions_entente import AJOUTE, RETIRE, comparer_textes, differences
from tests.connexion import connecter
from tests.factories.demandes import CommentaireFactory
from tests.factories.ententes import ClauseFactory, EntenteFactory, IndicateurFactory, VersementFactory
from tests.factories.guichet import OrganisationFactory
from tests.partenaires.ententes import acteur, client_de, demande_complete, texte

pytestmark = pytest.mark.django_db


def a_negocier(**champs) -> Entente:
    """An approved entente whose terms are whole: 80,000 $ in one instalment, one clause."""
    entente = demande_complete("approuvee", **champs)
    VersementFactory(entente=entente, montant=Decimal("80000"))
    ClauseFactory(entente=entente, code="objet", titre="Objet", texte="Des cours de français le soir.")
    entente.refresh_from_db()
    return entente


@pytest.fixture
def entente(monkeypatch) -> Entente:
    from tests.partenaires import ententes as monde

    vraie = monde.EntenteFactory

    def avec_decision(**champs):
        return vraie(**(champs | {"decidee": True, "montant_demande": Decimal("80000")}))

    monkeypatch.setattr(monde, "EntenteFactory", avec_decision)
    return a_negocier()


def gestion():
    return acteur(Role.GESTIONNAIRE_ENTENTES)


def commenter(client, entente, cible="clause:objet", mots="Trop vague."):
    return client.post(reverse("entente_negociation", args=[entente.pk]), {"cible": cible, "texte": mots}, follow=True)


def test_rien_ne_manque_a_une_entente_entiere(entente):
    assert obstacles_a_la_signature(entente) == []


def test_un_commentaire_ouvert_empeche_de_signer_et_chaque_partie_le_regle(entente):
    organisme, ministere = client_de(entente), connecter("gestionnaire_ententes")
    for ouvre, regle in ((organisme, ministere), (ministere, organisme)):
        commenter(ouvre, entente)
        assert "1 commentaire est ouvert" in obstacles_a_la_signature(entente)[0]
        adresse = reverse("entente_commentaire", args=[Commentaire.objects.ouverts().get().pk])
        regle.post(adresse, {"texte": "Nous précisons."})
        assert "Nous précisons." in texte(ouvre.get(reverse("entente_negociation", args=[entente.pk])))
        regle.post(adresse, {"resoudre": "1"})
        assert obstacles_a_la_signature(entente) == []
    assert Commentaire.objects.count() == 4
    page = texte(organisme.get(reverse("entente_negociation", args=[entente.pk])))
    assert "Commentaires réglés" in page


def test_temoin_sans_le_compte_des_commentaires_rien_n_empecherait_de_signer(entente, monkeypatch):
    CommentaireFactory(entente=entente)
    monkeypatch.setattr(queries, "_de_la_discussion", lambda _entente: iter(()))
    assert obstacles_a_la_signature(entente) == []


def test_un_commentaire_regle_ne_se_rouvre_ni_ne_se_repond(entente):
    question = CommentaireFactory(entente=entente)
    actions.resoudre(commentaire=question, acteur=gestion(), le=timezone.now())
    for suite in (lambda **q: actions.resoudre(**q), lambda **q: actions.repondre(texte="x", **q)):
        with pytest.raises(TransitionRefusee, match="déjà réglé"):
            suite(commentaire=question, acteur=gestion(), le=timezone.now())


@pytest.mark.parametrize("role", ["approbateur", "payeur", "direction"])
def test_les_autres_roles_lisent_et_ne_discutent_pas(entente, role):
    client = connecter(role)
    assert client.get(reverse("entente_negociation", args=[entente.pk])).status_code == 200
    assert commenter(client, entente).status_code == 403
    question = CommentaireFactory(entente=entente)
    assert client.post(reverse("entente_commentaire", args=[question.pk]), {"resoudre": "1"}).status_code == 403


def test_un_autre_organisme_ne_lit_ni_ne_discute(entente):
    etranger = connecter("gestionnaire_partenaire")
    assert commenter(etranger, entente).status_code == 404
    question = CommentaireFactory(entente=entente)
    assert etranger.post(reverse("entente_commentaire", args=[question.pk])).status_code == 404
    with pytest.raises(RoleInsuffisant):
        actions.partie_de(entente, acteur(Role.GESTIONNAIRE_PARTENAIRE, OrganisationFactory()))


@pytest.mark.parametrize("cible", ["clause:inconnue", "", "clause:objet' OR 1=1", "x" * 500])
def test_un_sujet_absurde_est_refuse_et_le_texte_reste(entente, cible):
    page = commenter(client_de(entente), entente, cible, "Texte <b>gardé</b>")
    assert "cible" in page.context["form"].errors and "Texte &lt;b&gt;gardé&lt;/b&gt;" in texte(page)
    assert not Commentaire.objects.exists()


def test_une_entente_signee_ne_se_commente_plus():
    entente = EntenteFactory(active=True)
    page = commenter(client_de(entente), entente, "entente:general")
    assert "ne se discute plus" in texte(page)


def test_l_organisme_propose_une_redaction_et_le_ministere_la_retient(entente):
    actions.photographier_entente(entente, acteur=gestion(), le=timezone.now(), retenue=True)
    organisme, ministere = client_de(entente), connecter("gestionnaire_ententes")
    adresse = reverse("entente_rediger", args=[entente.pk, "objet"])
    reponse = organisme.post(adresse, {"titre": "Objet", "texte": "Des cours de français le soir et le samedi."})
    assert reponse.url == reverse("entente_versions", args=[entente.pk])
    assert entente.clauses.get().texte == "Des cours de français le soir."
    page = texte(ministere.get(reponse.url))
    assert '<ins class="mot-ajoute">' in page and "Ajouté :" in page and "samedi" in page
    assert organisme.post(reponse.url, {"retenir": "2"}).status_code == 403
    ministere.post(reponse.url, {"retenir": "2"})
    assert entente.clauses.get().texte == "Des cours de français le soir et le samedi."
    page = ministere.post(reponse.url, {"retenir": "2"}, follow=True)
    assert "déjà retenue" in texte(page)
    assert "n’existe pas" in texte(ministere.post(reponse.url, {"retenir": "99"}, follow=True))


def test_retenir_une_redaction_ne_defait_pas_une_clause_changee_depuis(entente):
    ClauseFactory(entente=entente, code="duree", titre="Durée", texte="Un an.")
    actions.photographier_entente(entente, acteur=gestion(), le=timezone.now(), retenue=True)
    client_de(entente).post(
        reverse("entente_rediger", args=[entente.pk, "objet"]), {"titre": "Objet", "texte": "Autre objet."}
    )
    ministere = connecter("gestionnaire_ententes")
    ministere.post(
        reverse("entente_element", args=[entente.pk, "clause", "duree"]), {"titre": "Durée", "texte": "Deux ans."}
    )
    ministere.post(reverse("entente_versions", args=[entente.pk]), {"retenir": "2"})
    textes = dict(entente.clauses.values_list("code", "texte"))
    assert textes == {"objet": "Autre objet.", "duree": "Deux ans."}


def test_chaque_changement_du_ministere_fait_une_version_comparable(entente):
    actions.photographier_entente(entente, acteur=gestion(), le=timezone.now(), retenue=True)
    client = connecter("gestionnaire_ententes")
    client.post(
        reverse("entente_element", args=[entente.pk, "activite", "cours"]),
        {"code": "cours", "volume_prevu": "3500", "prix_unitaire": "22"},
    )
    page = client.get(reverse("entente_versions", args=[entente.pk]), {"de": "1", "a": "2"})
    assert [d.cible for d in page.context["chiffres"]] == ["activite:cours:volume", "activite:cours:prix"]
    assert "22,00" in texte(page) and page.context["clauses"] == []
    assert client.get(reverse("entente_versions", args=[entente.pk]), {"de": "x", "a": "-1"}).status_code == 200


def test_enregistrer_sans_rien_changer_ne_fait_pas_de_version(entente):
    client = connecter("gestionnaire_ententes")
    for _fois in range(2):
        client.post(
            reverse("entente_element", args=[entente.pk, "clause", "objet"]),
            {"titre": "Objet", "texte": "Des cours de français le soir."},
        )
    assert VersionEntente.objects.count() == 1


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_une_difference_redonne_les_deux_textes(avant, apres):
    morceaux = comparer_textes(avant, apres)
    assert "".join(m.texte for m in morceaux if m.genre != AJOUTE) == avant
    assert "".join(m.texte for m in morceaux if m.genre != RETIRE) == apres


def test_les_differences_nomment_ce_qui_est_ajoute_retire_et_change():
    avant = {"clauses": [["a", "A", "un"], ["b", "B", "x"]], "chiffres": []}
    apres = {"clauses": [["a", "A", "deux"], ["c", "C", "y"]], "chiffres": [["m", "M", "5"]]}
    clauses, chiffres = differences(avant, apres)
    assert [(d.cible, d.genre) for d in clauses] == [
        ("clause:a", "change"),
        ("clause:b", "retire"),
        ("clause:c", "ajoute"),
    ]
    assert [(d.cible, d.genre) for d in chiffres] == [("m", "ajoute")]


def test_les_termes_se_lisent_et_chaque_chiffre_se_commente(entente):
    IndicateurFactory(entente=entente)
    page = texte(client_de(entente).get(reverse("entente_contenu", args=[entente.pk])))
    for cible in ("activite%3Acours%3Avolume", "activite%3Acours%3Aprix", "budget%3Asalaires%3Amontant"):
        assert cible in page
    for cible in ("clause%3Aobjet", "livrable%3Areddition-1%3Adate", "indicateur%3Aabandon%3Acible"):
        assert cible in page
    assert "au plus 18,0" in page and "abandon v1" in page


def test_l_indicateur_se_choisit_au_registre(entente):
    client = connecter("gestionnaire_ententes")
    adresse = reverse("entente_ajouter", args=[entente.pk, "indicateur"])
    page = client.post(adresse, {"code": "abandon", "sens": "au_plus", "cible": "180", "tolerance": "10"})
    assert "cible" in page.context["form"].errors
    page = client.post(adresse, {"code": "inventé", "sens": "au_plus", "cible": "18", "tolerance": "10"})
    assert "code" in page.context["form"].errors
    client.post(adresse, {"code": "abandon", "sens": "au_plus", "cible": "18", "tolerance": "10"})
    indicateur = entente.indicateurs.get()
    assert (indicateur.cible, indicateur.tolerance, indicateur.version_mesure) == (Decimal("0.18"), Decimal("0.1"), 1)
    page = client.post(adresse, {"code": "abandon", "sens": "au_plus", "cible": "18", "tolerance": "10"})
    assert "déjà dans l’entente" in texte(page)


def test_l_organisme_ne_change_pas_les_termes_approuves(entente):
    client_de(entente).post(
        reverse("entente_element", args=[entente.pk, "clause", "objet"]), {"titre": "Objet", "texte": "Pirate"}
    )
    assert entente.clauses.get().texte != "Pirate"
    assert connecter("approbateur").get(reverse("entente_ajouter", args=[entente.pk, "clause"])).status_code == 403


@pytest.mark.parametrize(
    ("changer", "mots"),
    [
        (lambda e: Versement.objects.filter(entente=e).update(montant=Decimal("79999.99")), "au lieu de"),
        (lambda e: e.livrables.update(retire_le=timezone.now()), "Aucun livrable"),
        (lambda e: e.activites.update(retire_le=timezone.now()), "Aucune activité"),
        (lambda e: type(e.organisation).objects.filter(pk=e.organisation_id).update(neq=""), "NEQ"),
        (lambda e: e.lignes_budget.update(montant=Decimal("50000")), "aides publiques"),
        (lambda e: e.livrables.update(du_le=e.debut), "dû avant la fin"),
    ],
)
def test_ce_qui_empeche_de_signer_est_dit(entente, changer, mots):
    changer(entente)
    entente = Entente.objects.get(pk=entente.pk)
    assert mots in " ".join(obstacles_a_la_signature(entente))
    page = connecter("gestionnaire_ententes").get(reverse("entente", args=[entente.pk]))
    assert "Avant de signer" in texte(page)
