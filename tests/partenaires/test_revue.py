"""A mid-term review: what it says and proposes, its steps, its corrective actions, its pages, its document."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis
from partenaires.actions import revue as actions
from partenaires.documents_revue import rendre_revue
from partenaires.models import ActionCorrective, Revue
from partenaires.queries import revue as requetes
from partenaires.queries.realisations import Realisation
from partenaires.revue_regles import proposer
from tests.connexion import connecter
from tests.factories.ententes import IndicateurFactory, LivrableFactory, RedditionFactory
from tests.taches.scenes_ententes import entente_en_cours

pytestmark = pytest.mark.django_db
GESTION = Acteur(role=Role.GESTIONNAIRE_ENTENTES)
FIGURES = [
    ("activite", "cours", "Cours de groupe", "heures-apprenant", "unite_heure_apprenant v1", "2000", "1400", "0"),
    ("activite", "accueil", "Rencontres d’accueil", "rencontres", "", "100", "80", "18"),
    ("indicateur", "abandon", "Taux d’abandon", "", "abandon v1", "0.18", "0.25", "0"),
]


def faits(compte_cours: str = "1400"):
    def realisations(entente, *, du, au):
        return [
            Realisation(
                n, c, li, u, d, Decimal(p), Decimal("0.1"), Decimal(compte_cours if c == "cours" else k), Decimal(e)
            )
            for n, c, li, u, d, p, k, e in FIGURES
        ]

    return realisations


@pytest.fixture
def revue(monkeypatch) -> Revue:
    monkeypatch.setattr(requetes, "realisations", faits())
    monkeypatch.setattr(requetes.pairs, "percentiles", lambda organisation, codes, *, du, au: dict.fromkeys(codes, 90))
    entente = entente_en_cours(titre="Cours du soir <script>alert(1)</script>")
    IndicateurFactory(entente=entente)
    jour = entente.revue_prevue_le - timedelta(days=20)
    RedditionFactory(livrable=LivrableFactory(entente=entente, du_le=jour, periode_au=jour, titre="Premier trimestre"))
    trouvee = actions.generer_revue(entente_id=entente.pk, le=timezone.now())
    assert trouvee is not None
    return trouvee


def partenaire(revue: Revue) -> Acteur:
    return Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=revue.organisation_id)


def test_la_revue_dit_le_fait_le_convenu_l_ecart_et_d_ou_vient_chaque_chiffre(revue):
    cours, accueil, abandon = revue.contenu["figures"]
    assert (cours["realise"], cours["ecart"]) == ("1400.000", "-0.300")
    assert (accueil["realise"], accueil["externe"]) == ("98.000", "18.000")
    assert abandon["definition"]["reference"] == "abandon v1" and abandon["centile"] == 90
    assert cours["definition"]["texte"].startswith("Pour chaque personne notée présente")
    for figure in revue.contenu["figures"]:
        assert figure["requete"]["du"] == revue.entente.debut.isoformat()
        assert figure["requete"]["au"] == revue.prevue_le.isoformat()
    assert revue.contenu["redditions"][0]["jours_de_retard"] == 20
    assert revue.empreinte == requetes.empreinte(revue.contenu)


def test_les_decisions_sont_proposees_par_des_regles_et_des_seuils_dates(revue):
    regles = [p["regle"] for p in revue.contenu["propositions"]]
    assert regles == ["volume_sous_le_rythme", "cible_manquee", "parmi_les_derniers", "redditions_en_retard"]
    contenu = revue.contenu | {"seuils": revue.contenu["seuils"] | {"revue_seuil_volume": "0.60"}}
    assert "volume_sous_le_rythme" not in [p["regle"] for p in proposer(contenu)]


def test_une_revue_rejouee_donne_les_memes_chiffres_et_dit_celui_qui_change(revue, monkeypatch, capsys):
    call_command("rejouer_revue", revue.entente.numero)
    assert "3 chiffres identiques" in capsys.readouterr().out
    monkeypatch.setattr(requetes, "realisations", faits("1500"))
    with pytest.raises(CommandError, match="1 chiffre"):
        call_command("rejouer_revue", revue.entente.numero)


def test_de_la_revue_aux_mesures_puis_a_leur_suite(revue):
    le = timezone.now()
    actions.commenter_revue(revue=revue, acteur=partenaire(revue), le=le, commentaire="Deux enseignantes absentes.")
    jour = timezone.localdate(le)
    with pytest.raises(TransitionRefusee, match="au plus tard aujourd"):
        actions.consigner_rencontre(
            revue=revue, acteur=GESTION, le=le, jour=jour + timedelta(days=1), compte_rendu="À venir"
        )
    actions.consigner_rencontre(revue=revue, acteur=GESTION, le=le, jour=jour, compte_rendu="Rencontre tenue.")
    mesure = actions.MesureConvenue("Ouvrir un groupe", "partenaire", jour + timedelta(days=30))
    passee = actions.MesureConvenue("Trop tard", "partenaire", jour)
    with pytest.raises(TransitionRefusee, match="jour à venir"):
        actions.conclure_revue(revue=revue, acteur=GESTION, le=le, conclusion="On continue.", mesures=[passee])
    actions.conclure_revue(revue=revue, acteur=GESTION, le=le, conclusion="On continue.", mesures=[mesure])
    revue.entente.refresh_from_db()
    assert revue.entente.etat == "active"
    assert Avis.objects.filter(cle__startswith="entente:conclue").count() == 1
    assert actions.generer_revue(entente_id=revue.entente_id, le=le) is None
    convenue = ActionCorrective.objects.get()
    with pytest.raises(RoleInsuffisant):
        actions.abandonner_mesure(mesure=convenue, acteur=partenaire(revue), le=le, motif="x")
    actions.faire_mesure(mesure=convenue, acteur=partenaire(revue), le=le, preuve="Groupe MO-26-0012")
    with pytest.raises(TransitionRefusee, match="déjà close"):
        actions.abandonner_mesure(mesure=convenue, acteur=GESTION, le=le, motif="x")


def test_les_pages_menent_la_revue_jusqu_a_sa_conclusion(revue):
    gestion = connecter("gestionnaire_ententes")
    organisme = connecter("gestionnaire_partenaire", organisation=revue.organisation)
    agent = connecter("agent_partenaire", organisation=revue.organisation)
    page = reverse("revue", args=[revue.pk])
    corps = organisme.get(page).content.decode()
    assert "Hors de la tolérance" in corps and "Envoyer nos commentaires" in corps and "Définition abandon v1" in corps
    assert "<script>alert" not in corps
    commenter = reverse("revue_pas", args=[revue.pk, "commenter"])
    assert agent.get(commenter).status_code == 403
    assert "Écrivez vos commentaires" in organisme.post(commenter, {"commentaire": ""}).content.decode()
    assert organisme.post(commenter, {"commentaire": "Nos explications"}).status_code == 302
    rencontrer = reverse("revue_pas", args=[revue.pk, "rencontrer"])
    donnees = en_trois("rencontre_le", timezone.localdate())
    assert gestion.post(rencontrer, donnees | {"compte_rendu": "Tenue"}).status_code == 302
    conclure = reverse("revue_pas", args=[revue.pk, "conclure"])
    assert "proposer un avenant" in gestion.get(conclure).content.decode()
    demain = timezone.localdate() + timedelta(days=40)
    envoi = {
        "conclusion": "On continue",
        "mesures-TOTAL_FORMS": "2",
        "mesures-INITIAL_FORMS": "0",
        "mesures-0-description": "Ouvrir un groupe de plus",
        "mesures-0-responsable": "partenaire",
        "mesures-1-description": "",
        "mesures-1-responsable": "ministere",
    }
    sans_date = gestion.post(conclure, envoi).content.decode()
    assert "Donnez l’échéance de cette mesure" in sans_date and "Ouvrir un groupe de plus" in sans_date
    assert gestion.post(conclure, envoi | en_trois("mesures-0-echeance", demain)).status_code == 302
    mesure = ActionCorrective.objects.get()
    assert "Ouvrir un groupe de plus" in gestion.get(reverse("revues")).content.decode()
    adresse = reverse("mesure_corrective", args=[mesure.pk])
    assert organisme.post(adresse, {"suite": "faite", "texte": ""}).status_code == 200
    assert organisme.post(adresse, {"suite": "faite", "texte": "Groupe ouvert"}).status_code == 302
    assert "Groupe ouvert" in gestion.get(page).content.decode()


def en_trois(nom, jour):
    """What a browser sends for a date in three boxes."""
    return {f"{nom}_jour": jour.day, f"{nom}_mois": jour.month, f"{nom}_annee": jour.year}


def test_le_document_est_accessible_titre_et_ne_va_rien_chercher(revue):
    octets = rendre_revue(revue)
    assert octets == rendre_revue(revue)
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "fr-CA"
        assert revue.entente.numero in str(pdf.docinfo.Title)


def test_dix_revues_coutent_les_requetes_d_une(django_assert_max_num_queries, revue):
    gestion = connecter("gestionnaire_ententes")
    gestion.get(reverse("revues"))
    for _rang in range(9):
        entente = entente_en_cours()
        actions.generer_revue(entente_id=entente.pk, le=timezone.now())
    with django_assert_max_num_queries(14):
        assert gestion.get(reverse("revues")).status_code == 200
