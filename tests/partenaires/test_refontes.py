"""Redesigns of the offer: evidence before a decision, decided by another, evaluated at their date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee
from guichet.models import Motif
from indicateurs.models import ResultatScenario
from partenaires.a_faire import affaires
from partenaires.actions import refonte as actions
from partenaires.models import Refonte
from tests.connexion import connecter
from tests.factories.ecoute import BesoinTerrainFactory, ConstatFactory, PreuveFactory, RefonteFactory
from tests.factories.ententes import VersionProgrammeFactory
from tests.factories.guichet import UtilisateurFactory
from tests.factories.indicateurs import ScenarioFactory
from tests.partenaires.ententes import acteur, texte

pytestmark = pytest.mark.django_db
MOTS = {"titre": "Essai", "constat": "a", "changement": "b", "effet_attendu": "c"}


def cote(placees: int) -> dict:
    """One side of a result: so many placed."""
    total = {
        "personnes": 100,
        "placees": placees,
        "mediane": 30,
        "p90": 60,
        "jours_non_servis": 5,
        "dans_norme": placees,
    }
    nuls = ("groupes_ouverts", "sous_minimum", "heures", "cout_cours", "cout_souhaits", "gini", "ecart_type", "envie")
    return {"total": total, "places": 100, **dict.fromkeys(nuls, 0)}


def test_de_la_proposition_a_l_evaluation_par_les_pages():
    redacteur = connecter("analyste")
    assert "l’une des deux" in texte(redacteur.post(reverse("refonte_proposer"), MOTS))
    redacteur.post(reverse("refonte_proposer"), MOTS | {"formule": "temps_partiel"})
    refonte = Refonte.objects.get()
    assert refonte.auteur == redacteur.acteur_de_test.utilisateur
    fiche, preuve = reverse("refonte", args=[refonte.pk]), reverse("refonte_preuve", args=[refonte.pk])

    def pas(client, nom, **donnees):
        return texte(client.post(reverse("refonte_pas", args=[refonte.pk, nom]), donnees, follow=True))

    assert "Ajoutez ce qui a été entendu" in pas(redacteur, "soumettre")
    besoin, constat, scenario = BesoinTerrainFactory(), ConstatFactory(), ScenarioFactory(nom="Plus de soir")
    resultat = {"base": cote(60), "variante": cote(75), "ecarts": {}}
    ResultatScenario.objects.create(scenario=scenario, resultat=resultat, calcule_le=timezone.now())
    for nature, cle in (
        ("besoin", besoin.numero),
        ("constat", constat.numero),
        ("indicateur", "abandon"),
        ("scenario", f"/scenarios/{scenario.pk}/"),
        ("consultation", "consultation-2026"),
    ):
        assert "jointe" in texte(redacteur.post(preuve, {"nature": nature, "cle": cle, "note": "Vu."}, follow=True))
    assert "Rien ne porte cette référence" in texte(
        redacteur.post(preuve, {"nature": "indicateur", "cle": "inconnu", "note": "Vu."})
    )
    page = texte(redacteur.get(fiche))
    assert "Effet simulé : Plus de soir" in page and "+15" in page and constat.enonce in page
    assert reverse("indicateur", args=["abandon"]) in page and "consultation-2026" in page
    assert "À décider" in pas(redacteur, "soumettre")
    decideur = connecter("approbateur")
    jour = timezone.localdate()
    dates = {"en_vigueur_le": jour, "evaluer_le": jour + timedelta(days=1)}
    cases = {
        f"{nom}_{partie}": str(getattr(valeur, attribut))
        for nom, valeur in dates.items()
        for partie, attribut in (("jour", "day"), ("mois", "month"), ("annee", "year"))
    }
    assert "+15" in texte(decideur.get(fiche))
    assert "est approuvée" in pas(decideur, "approuver", **cases)
    le = timezone.now() + timedelta(days=2)
    assert [actions.faire_avancer(refonte=refonte, le=le).etat for _fois in range(2)] == ["en_vigueur", "a_evaluer"]
    assert actions.faire_avancer(refonte=refonte, le=le) is None
    a_faire = affaires(acteur(Role.GESTIONNAIRE_ENTENTES), au=jour + timedelta(days=2))
    assert [(a.sujet, a.echeance, a.url) for a in a_faire] == [(refonte.numero, jour + timedelta(days=1), fiche)]
    assert "Évaluations dues" in texte(redacteur.get(reverse("refontes")))
    assert "Écrivez ce texte" in pas(redacteur, "evaluer", suite="garder")
    assert "Moins d’abandons." in pas(redacteur, "evaluer", bilan="Moins d’abandons.", suite="garder")
    assert not affaires(acteur(Role.GESTIONNAIRE_ENTENTES), au=jour + timedelta(days=2))


def test_on_ne_decide_pas_de_sa_propre_proposition():
    refonte = RefonteFactory(etat="soumise")
    soi, jour = Acteur(Role.APPROBATEUR, utilisateur_id=refonte.auteur_id), timezone.localdate()
    dates = {"en_vigueur_le": jour, "evaluer_le": jour + timedelta(days=9), "le": timezone.now()}
    with pytest.raises(TransitionRefusee, match="sa propre proposition"):
        actions.approuver_refonte(refonte=refonte, acteur=soi, **dates)
    motif = Motif.objects.get(pk="refonte_cout")
    with pytest.raises(TransitionRefusee, match="sa propre proposition"):
        actions.refuser_refonte(refonte=refonte, motif=motif, acteur=soi, le=timezone.now())
    # The database says so too, whoever writes.
    with pytest.raises(IntegrityError, match="refonte_deux_personnes"), transaction.atomic():
        Refonte.objects.filter(pk=refonte.pk).update(decidee_par=refonte.auteur_id)
    # Control: another person may.
    autre = Acteur(Role.APPROBATEUR, utilisateur_id=UtilisateurFactory().pk)
    assert actions.approuver_refonte(refonte=refonte, acteur=autre, **dates).etat == "adoptee"


@pytest.mark.parametrize(("debut", "fin"), [(-1, 5), (3, 3), (3, 1)])
def test_les_dates_d_une_decision_se_suivent(debut, fin):
    refonte, jour = RefonteFactory(etat="soumise"), timezone.localdate()
    with pytest.raises(TransitionRefusee):
        actions.approuver_refonte(
            refonte=refonte,
            en_vigueur_le=jour + timedelta(days=debut),
            evaluer_le=jour + timedelta(days=fin),
            acteur=Acteur(Role.APPROBATEUR, utilisateur_id=UtilisateurFactory().pk),
            le=timezone.now(),
        )


def test_une_preuve_se_retire_avec_un_motif_et_plus_une_fois_soumise():
    qui, le = acteur(Role.GESTIONNAIRE_ENTENTES), timezone.now()
    preuve = PreuveFactory(refonte=RefonteFactory(formule="", version=VersionProgrammeFactory()))
    with pytest.raises(TransitionRefusee, match="pourquoi"):
        actions.retirer_preuve(preuve=preuve, motif=" ", acteur=qui, le=le)
    actions.retirer_preuve(preuve=preuve, motif="Chiffre revu", acteur=qui, le=le)
    preuve.refresh_from_db()
    assert preuve.retiree_le == le and not preuve.refonte.preuves.en_place().exists()
    soumise = PreuveFactory(refonte=RefonteFactory(etat="soumise"))
    with pytest.raises(TransitionRefusee, match="ne changent plus"):
        actions.retirer_preuve(preuve=soumise, motif="x", acteur=qui, le=le)
