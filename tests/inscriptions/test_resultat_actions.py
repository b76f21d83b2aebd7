"""Results end seats, issue one attestation, and open the way to the next level."""

from datetime import timedelta

import pytest

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from inscriptions.actions.attestation import emettre_attestation, revoquer_attestation
from inscriptions.actions.deroulement import faire_pas_groupe
from inscriptions.actions.parcours import demander_niveau_suivant, terminer_parcours
from inscriptions.actions.resultat import enregistrer_resultats
from inscriptions.models import Attestation, Inscription, Place, Resultat
from inscriptions.models.resultat import ALPHABET_CODE
from tests.inscriptions.classe import FIN, a, noter, une_classe

pytestmark = pytest.mark.django_db
NIVEAUX = {"CO": 4, "PO": 3, "CE": 4, "PE": 2}


def entrer(classe, niveaux=NIVEAUX, *, jour=FIN, acteur=None):
    return enregistrer_resultats(
        groupe=classe.groupe,
        saisies={place.pk: niveaux for place in classe.places},
        acteur=acteur or classe.agent,
        le=a(jour),
    )


def test_quatre_resultats_le_dernier_jour_terminent_la_place_et_emettent_une_attestation():
    classe = une_classe(etat="en_cours", commencees=True)
    bilan = entrer(classe)
    assert (bilan.modifies, bilan.termines) == (8, 2)
    assert {place.etat for place in Place.objects.all()} == {"terminee"}
    assert Attestation.objects.count() == 2


def test_le_contenu_de_l_attestation_est_fige():
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    entrer(classe)
    attestation = Attestation.objects.get()
    assert attestation.contenu["niveaux"] == NIVEAUX
    personne = classe.place.personne
    nom = personne.nom_complet
    personne.nom = "Autrenom"
    personne.save()
    attestation.refresh_from_db()
    assert attestation.contenu["nom"] == nom
    assert len(attestation.code) == 12
    assert set(attestation.code) <= set(ALPHABET_CODE)


def test_entrer_deux_fois_les_memes_resultats_n_a_qu_un_effet():
    classe = une_classe(etat="en_cours", commencees=True)
    entrer(classe)
    assert entrer(classe).modifies == 0
    assert Attestation.objects.count() == 2


def test_emettre_deux_fois_rend_la_meme_attestation():
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    noter(classe.place)
    premieres = [emettre_attestation(place=classe.place, acteur=classe.agent, le=a(FIN)).pk for _fois in range(2)]
    assert len(set(premieres)) == 1


def test_avant_le_dernier_jour_les_resultats_sont_gardes_et_la_place_continue():
    classe = une_classe(etat="en_cours", commencees=True)
    assert entrer(classe, jour=FIN - timedelta(days=3)).termines == 0
    assert Resultat.objects.count() == 8
    faire_pas_groupe(groupe=classe.groupe, pas="terminer", acteur=classe.agent, le=a(FIN))
    assert {place.etat for place in Place.objects.all()} == {"terminee"}


def test_il_manque_une_competence_la_place_n_est_pas_terminee():
    classe = une_classe(etat="en_cours", commencees=True)
    assert entrer(classe, {"CO": 4, "PO": 3, "CE": 4}).termines == 0
    assert not Attestation.objects.exists()


def test_la_saisie_ferme_loin_de_la_fin_et_au_conseiller():
    classe = une_classe(etat="en_cours", commencees=True)
    with pytest.raises(TransitionRefusee):
        entrer(classe, jour=FIN - timedelta(days=30))
    with pytest.raises(RoleInsuffisant):
        entrer(classe, acteur=Acteur(role=Role.CONSEILLER))


def test_le_niveau_suivant_suit_la_plus_faible_competence_orale():
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    entrer(classe, {"CO": 6, "PO": 4, "CE": 2, "PE": 2})
    eleve = Acteur(role=Role.PERSONNE, personne_id=classe.place.personne_id)
    demander_niveau_suivant(inscription=classe.place.inscription, acteur=eleve, le=a(FIN))
    inscription = Inscription.objects.get()
    assert (inscription.etat, inscription.niveau) == ("en_attente", 5)
    with pytest.raises(TransitionRefusee):
        demander_niveau_suivant(inscription=inscription, acteur=eleve, le=a(FIN))


def test_pas_de_niveau_suivant_pendant_le_cours_ni_apres_le_dernier():
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    eleve = Acteur(role=Role.PERSONNE, personne_id=classe.place.personne_id)
    with pytest.raises(TransitionRefusee):
        demander_niveau_suivant(inscription=classe.place.inscription, acteur=eleve, le=a(FIN))
    with pytest.raises(TransitionRefusee):
        terminer_parcours(inscription=classe.place.inscription, acteur=Acteur.systeme(), le=a(FIN))
    entrer(classe, {"CO": 12, "PO": 12, "CE": 12, "PE": 12})
    with pytest.raises(TransitionRefusee):
        demander_niveau_suivant(inscription=classe.place.inscription, acteur=eleve, le=a(FIN))


def test_revoquer_est_reserve_au_conseiller_et_ne_se_fait_qu_une_fois():
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    entrer(classe)
    attestation, motif = Attestation.objects.get(), Motif.objects.get(code="revocation_resultats")
    with pytest.raises(RoleInsuffisant):
        revoquer_attestation(attestation=attestation, acteur=classe.agent, motif=motif, le=a(FIN))
    conseiller = Acteur(role=Role.CONSEILLER)
    revoquer_attestation(attestation=attestation, acteur=conseiller, motif=motif, le=a(FIN))
    with pytest.raises(TransitionRefusee):
        revoquer_attestation(attestation=attestation, acteur=conseiller, motif=motif, le=a(FIN))
    attestation.refresh_from_db()
    assert attestation.motif_revocation == "Erreur dans les résultats"
