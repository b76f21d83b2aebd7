"""Analysis and decision: completeness, grid, recommendation, delegated amounts, separate persons, the calendar."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import ROLES_PARTENAIRE, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Journal
from partenaires.actions import analyse, decision
from partenaires.actions.document_entente import juger_document
from partenaires.models import AvisEntente, Entente, NoteAnalyse, Versement, VersionEntente
from partenaires.queries.decision import plafond_delegue, score_de
from partenaires.repartition import repartir
from partenaires.states_ententes import CYCLE_ENTENTE
from tests.connexion import connecter
from tests.factories.demandes import DelegationFactory, DocumentFactory
from tests.factories.ententes import EntenteFactory, VersementFactory
from tests.factories.guichet import UtilisateurFactory
from tests.partenaires.ententes import acteur, client_de, demande_complete, texte

pytestmark = pytest.mark.django_db


def grille(entente, notes=(4, 5)) -> dict[str, str]:
    """What the browser sends for the grid."""
    criteres = entente.volet.criteres.order_by("-poids")
    return {"envoi": "grille"} | {
        cle: valeur
        for critere, note in zip(criteres, notes, strict=True)
        for cle, valeur in ((f"note_{critere.pk}", str(note)), (f"commentaire_{critere.pk}", "Bien"))
    }


def recommandee(montant: str = "80000", **champs) -> Entente:
    """A request analysed by someone and recommended."""
    entente = demande_complete("en_analyse", **champs)
    gestion = acteur(Role.GESTIONNAIRE_ENTENTES)
    notes = [(critere, Decimal(critere.note_max), "") for critere in entente.volet.criteres.all()]
    analyse.noter(entente=entente, notes=notes, acteur=gestion, le=timezone.now())
    return analyse.recommander(
        entente=entente, montant=Decimal(montant), texte="Bon projet.", acteur=gestion, le=timezone.now()
    )


def approbateur(montant: str = "250000"):
    """An approver whose delegation reaches this amount."""
    qui = acteur(Role.APPROBATEUR)
    DelegationFactory(utilisateur_id=qui.utilisateur_id, montant_max=Decimal(montant))
    return qui


def approuver(entente, qui, montant="80000"):
    return decision.approuver(entente=entente, montant=Decimal(montant), acteur=qui, le=timezone.now())


def test_de_la_verification_a_la_recommandation_par_les_pages():
    entente = demande_complete("soumise", document=False)
    document = DocumentFactory(entente=entente, sain=True)
    client, adresse = connecter("gestionnaire_ententes"), reverse("entente_analyse", args=[entente.pk])
    assert "dire s’il est conforme" in texte(client.get(adresse))
    page = client.post(reverse("entente_pas", args=[entente.pk, "analyser"]), follow=True)
    assert "n’est pas complète" in texte(page)
    client.post(reverse("entente_document_verdict", args=[document.pk]), {"verdict": "conforme"})
    client.post(reverse("entente_pas", args=[entente.pk, "analyser"]))
    entente.refresh_from_db()
    assert entente.est_en_analyse and entente.gestionnaire_id == client.acteur_de_test.utilisateur_id
    page = client.post(adresse, {"envoi": "recommander", "montant": "70000", "texte": "Bon projet."})
    assert "Donnez une note à chaque critère" in texte(page) and "Bon projet." in texte(page)
    client.post(adresse, grille(entente))
    # (4/5 × 3 + 5/10 × 1) / 4
    assert score_de(entente) == Decimal("0.725")
    assert "72,5" in texte(client.get(adresse))
    client.post(adresse, {"envoi": "recommander", "montant": "70000", "texte": "Bon projet."})
    entente.refresh_from_db()
    assert entente.est_a_decider and entente.montant_recommande == 70000
    assert AvisEntente.objects.get().score == Decimal("0.725")


@pytest.mark.parametrize("note", ["5.1", "-1", "abc", "NaN", "1e400"])
def test_une_note_hors_de_l_echelle_est_refusee_et_gardee_a_l_ecran(note):
    entente = demande_complete("en_analyse")
    client, adresse = connecter("gestionnaire_ententes"), reverse("entente_analyse", args=[entente.pk])
    page = client.post(adresse, grille(entente, (note, 5)))
    assert page.context["grille"].errors and f'value="{note}"' in texte(page)
    assert not NoteAnalyse.objects.exists()


@pytest.mark.parametrize("montant", ["80000.01", "0", "-3", "1e30"])
def test_on_ne_recommande_ni_plus_que_demande_ni_rien(montant):
    entente = demande_complete("en_analyse")
    client, adresse = connecter("gestionnaire_ententes"), reverse("entente_analyse", args=[entente.pk])
    page = client.post(adresse, {"envoi": "recommander", "montant": montant, "texte": "Texte gardé"})
    assert "montant" in page.context["reco"].errors and "Texte gardé" in texte(page)
    with pytest.raises(TransitionRefusee):
        analyse.recommander(
            entente=entente,
            montant=Decimal(montant),
            texte="x",
            acteur=acteur(Role.GESTIONNAIRE_ENTENTES),
            le=timezone.now(),
        )


def test_un_document_non_conforme_a_son_motif_et_la_demande_revient():
    entente = demande_complete("soumise", document=False)
    document = DocumentFactory(entente=entente, sain=True)
    client = connecter("gestionnaire_ententes")
    verdict = reverse("entente_document_verdict", args=[document.pk])
    assert "Écrivez pourquoi" in texte(client.post(verdict, {"verdict": "non", "motif": "  "}, follow=True))
    client.post(verdict, {"verdict": "non", "motif": "La page 2 manque."})
    complement = reverse("entente_pas", args=[entente.pk, "demander_complement"])
    sans = client.post(complement, {"precision": "Voir le document."})
    assert "Choisissez un motif" in texte(sans) and "Voir le document." in texte(sans)
    client.post(complement, {"motif": "entente_document_manquant", "precision": "Voir le document."})
    ligne = Journal.objects.de_l_objet(entente).last()
    assert (ligne.motif_code, ligne.motif) == ("entente_document_manquant", "Voir le document.")
    entente.refresh_from_db()
    assert entente.est_modifiable
    page = texte(client_de(entente).get(reverse("entente_etape", args=[entente.pk, "documents"])))
    assert "La page 2 manque." in page and "Non conforme" in page


def test_un_document_en_quarantaine_n_est_jamais_conforme():
    entente = demande_complete("soumise", document=False)
    document = DocumentFactory(entente=entente)
    with pytest.raises(TransitionRefusee, match="antivirus"):
        juger_document(
            document=document,
            conforme=True,
            motif="",
            acteur=acteur(Role.GESTIONNAIRE_ENTENTES),
            le=timezone.now(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        type(document).objects.filter(pk=document.pk).update(conforme=True, juge_le=timezone.now())


def test_l_organisme_ne_lit_ni_notes_ni_recommandation():
    entente = recommandee()
    client = client_de(entente)
    for nom in ("entente_analyse", "entente_decision"):
        assert client.get(reverse(nom, args=[entente.pk])).status_code == 403
    assert "Bon projet." not in texte(client.get(reverse("entente", args=[entente.pk])))


def test_une_personne_dont_la_delegation_va_jusque_la_approuve():
    entente = recommandee()
    approuver(entente, approbateur("80000"))
    entente.refresh_from_db()
    assert entente.est_a_negocier and entente.montant_convenu == 80000


def test_au_dela_de_la_delegation_le_refus_nomme_qui_peut():
    entente = recommandee()
    DelegationFactory(utilisateur=UtilisateurFactory(nom_affiche="Sous-ministre Tremblay"), montant_max=Decimal("1e6"))
    with pytest.raises(TransitionRefusee) as refus:
        approuver(entente, approbateur("79999.99"))
    assert "Votre délégation va jusqu’à 79 999,99 $".replace(" ", "\xa0") in refus.value.message.replace(" ", "\xa0")
    assert "Sous-ministre Tremblay" in refus.value.message
    entente.refresh_from_db()
    assert entente.est_a_decider and not Versement.objects.exists()


@pytest.mark.parametrize(("du", "au"), [(1, None), (-400, -1)], ids=["pas_encore_en_vigueur", "echue"])
def test_une_delegation_hors_de_ses_dates_ne_vaut_rien(du, au):
    entente, qui, jour = recommandee(), acteur(Role.APPROBATEUR), timezone.localdate()
    DelegationFactory(
        utilisateur_id=qui.utilisateur_id,
        valide_du=jour + timedelta(days=du),
        valide_au=jour + timedelta(days=au) if au else None,
    )
    assert plafond_delegue(qui.utilisateur_id, au=jour) == 0
    with pytest.raises(TransitionRefusee, match="pas de délégation en vigueur"):
        approuver(entente, qui)


def test_qui_a_analyse_n_approuve_pas_et_le_lit_en_francais():
    entente = recommandee()
    client = connecter("approbateur")
    compte = client.acteur_de_test.utilisateur
    DelegationFactory(utilisateur=compte)
    Entente.objects.filter(pk=entente.pk).update(recommandee_par=compte)
    page = client.post(reverse("entente_decision", args=[entente.pk]), {"montant": "80000"})
    assert "La personne qui a analysé la demande ne peut pas l’approuver." in texte(page)
    assert 'value="80000"' in texte(page)


def test_temoin_sans_la_phrase_la_base_refuse_encore_et_la_page_le_dit(monkeypatch):
    monkeypatch.setattr(decision, "_verifier_personne", lambda *_a: None)
    test_qui_a_analyse_n_approuve_pas_et_le_lit_en_francais()


def test_decider_par_la_page_puis_refuser_et_renvoyer_avec_un_motif():
    client = connecter("approbateur")
    DelegationFactory(utilisateur=client.acteur_de_test.utilisateur)
    for pas, fin, neq, motif in (
        ("refuser", "refusee", "1144455567", "entente_enveloppe_epuisee"),
        ("renvoyer", "en_analyse", "1144455568", "entente_renvoi_montant"),
    ):
        entente = recommandee(neq=neq)
        assert client.get(reverse("entente_decision", args=[entente.pk])).status_code == 200
        adresse = reverse("entente_pas", args=[entente.pk, pas])
        client.post(adresse)
        entente.refresh_from_db()
        assert entente.est_a_decider
        client.post(adresse, {"motif": motif})
        entente.refresh_from_db()
        assert entente.etat == fin
    entente = recommandee()
    client.post(reverse("entente_decision", args=[entente.pk]), {"montant": "60000"})
    entente.refresh_from_db()
    assert entente.est_a_negocier and entente.montant_convenu == 60000


@pytest.mark.parametrize("montant", ["80000.01", "0", "-1"])
def test_on_n_approuve_pas_plus_que_recommande(montant):
    with pytest.raises(TransitionRefusee, match="montant recommandé"):
        approuver(recommandee(), approbateur("900000"), montant)


def test_l_approbation_propose_un_calendrier_qui_fait_le_montant_au_cent():
    entente = recommandee("77777.77")
    approuver(entente, approbateur(), "77777.77")
    versements = list(entente.versements.ordinaires())
    assert sum(v.montant for v in versements) == Decimal("77777.77") and len(versements) == 3
    assert versements[-1].condition == "reddition" and versements[-1].livrable.genre == "reddition_finale"
    assert entente.livrables.actifs().filter(genre="reddition_finale").count() == 1
    assert VersionEntente.objects.get().numero == 1


def test_le_calendrier_propose_est_ramene_au_montant_approuve():
    entente = demande_complete("en_analyse")
    for montant in ("33333.33", "33333.33", "13333.34"):
        VersementFactory(entente=entente, montant=Decimal(montant))
    gestion = acteur(Role.GESTIONNAIRE_ENTENTES)
    notes = [(critere, Decimal(1), "") for critere in entente.volet.criteres.all()]
    analyse.noter(entente=entente, notes=notes, acteur=gestion, le=timezone.now())
    analyse.recommander(entente=entente, montant=Decimal("70000"), texte="Oui.", acteur=gestion, le=timezone.now())
    approuver(entente, approbateur(), "70000")
    montants = [v.montant for v in entente.versements.ordinaires().order_by("numero")]
    assert sum(montants) == Decimal("70000.00") and len(montants) == 3


@pytest.mark.parametrize("total", ["0.03", "1", "100000", "99999.99", "123456.78"])
@pytest.mark.parametrize("poids", [("1", "1", "1"), ("0.6", "0.3", "0.1"), ("33333.33", "33333.33", "33333.34")])
def test_une_repartition_fait_toujours_le_total(total, poids):
    parts = repartir(Decimal(total), [Decimal(part) for part in poids])
    assert sum(parts) == Decimal(total) and all(part >= 0 for part in parts)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.APPROBATEUR])
def test_seul_un_approbateur_approuve(role):
    entente, qui = recommandee(), acteur(role)
    DelegationFactory(utilisateur_id=qui.utilisateur_id)
    with pytest.raises(RoleInsuffisant):
        approuver(entente, qui)


def test_suspendre_reprendre_et_resilier_avec_un_motif():
    entente = EntenteFactory(active=True)
    client = connecter("approbateur")
    for pas, etat, motif in (
        ("suspendre", "suspendue", "entente_reddition_manquante"),
        ("reprendre", "active", ""),
        ("resilier", "resiliee", "entente_services_cesses"),
    ):
        adresse = reverse("entente_pas", args=[entente.pk, pas])
        assert adresse in texte(client.get(reverse("entente", args=[entente.pk])))
        client.post(adresse, {"motif": motif, "precision": "Le rapport manque."})
        entente.refresh_from_db()
        assert entente.etat == etat
    page = texte(client.get(reverse("entente", args=[entente.pk])))
    assert "L’organisme a cessé les services – Le rapport manque." in page
    page = client.post(reverse("entente_pas", args=[entente.pk, "fermer"]), follow=True)
    assert "se fait sur sa propre page" in texte(page)


@pytest.mark.parametrize("pas", [pas for pas in CYCLE_ENTENTE.pas if pas.motif_requis], ids=lambda pas: pas.nom)
def test_chaque_pas_qui_demande_un_motif_en_offre_des_codes(pas):
    entente = EntenteFactory(etat=min(pas.de), decidee=True, signee_le=timezone.now())
    role = min(pas.roles)
    client = client_de(entente, role) if role in ROLES_PARTENAIRE else connecter(role)
    adresse = reverse("entente_pas", args=[entente.pk, pas.nom])
    choix = client.get(adresse).context["form"].fields["motif"].queryset
    assert {motif.domaine for motif in choix} == {f"entente.{pas.nom}"} and choix.count() >= 3
    assert "n’est pas offert" in texte(client.post(adresse, {"motif": "reddition_autre", "precision": "Gardé."}))


@pytest.mark.parametrize("pas", ["signer", "activer", "inconnu", "approuver", "soumettre"])
def test_les_pas_d_une_autre_page_ne_se_prennent_pas_ici(pas):
    entente = EntenteFactory(active=True)
    connecter("approbateur").post(reverse("entente_pas", args=[entente.pk, pas]), {"motif": "x"})
    entente.refresh_from_db()
    assert entente.etat == "active"
