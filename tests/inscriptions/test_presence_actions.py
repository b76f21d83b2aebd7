"""The roll call: idempotent, locked after a while, and what a first presence begins."""

from datetime import timedelta

import pytest

from guichet.acteurs import Acteur, Role
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Journal, Motif
from inscriptions.actions.presence import annuler_seance, declarer_absence, enregistrer_appel
from inscriptions.models import AbsenceDeclaree, Place, Presence
from tests.inscriptions.classe import LUNDI, a, place_confirmee, une_classe

pytestmark = pytest.mark.django_db
VERROUILLE = LUNDI + timedelta(days=8)  # Five business days end on Monday the 18th.


def appeler(classe, codes, *, jour=LUNDI, acteur=None, motif=""):
    valeurs = {place.pk: code for place, code in zip(classe.places, codes, strict=False)}
    return enregistrer_appel(
        seance=classe.seances[0], codes=valeurs, acteur=acteur or classe.agent, le=a(jour), motif=motif
    )


def test_l_appel_ecrit_une_presence_par_eleve_et_se_date():
    classe = une_classe()
    assert appeler(classe, ["present", "non_excuse"]) == 2
    classe.seances[0].refresh_from_db()
    assert classe.seances[0].appel_le == a(LUNDI)
    assert sorted(Presence.objects.values_list("code", flat=True)) == ["non_excuse", "present"]


def test_le_meme_appel_deux_fois_n_a_qu_un_effet():
    classe = une_classe()
    appeler(classe, ["present", "retard"])
    avant = list(Presence.objects.order_by("pk").values())
    lignes = Journal.objects.count()
    assert appeler(classe, ["present", "retard"], jour=LUNDI + timedelta(days=1)) == 0
    assert list(Presence.objects.order_by("pk").values()) == avant
    assert Journal.objects.count() == lignes


def test_la_premiere_presence_commence_la_place_et_le_premier_appel_commence_le_groupe():
    classe = une_classe()
    appeler(classe, ["retard", "excuse"])
    assert [p.etat for p in Place.objects.order_by("pk")] == [
        {classe.places[0].pk: "commencee", classe.places[1].pk: "confirmee"}[p.pk] for p in Place.objects.order_by("pk")
    ]
    classe.groupe.refresh_from_db()
    assert classe.groupe.etat == "en_cours"


def test_le_code_d_une_personne_d_un_autre_groupe_est_ignore():
    classe, autre = une_classe(eleves=1), une_classe(eleves=1)
    n = enregistrer_appel(
        seance=classe.seances[0], codes={autre.places[0].pk: "present"}, acteur=classe.agent, le=a(LUNDI)
    )
    assert n == 0
    assert not Presence.objects.exists()


def test_apres_le_delai_une_correction_demande_son_motif_et_le_garde():
    classe = une_classe()
    appeler(classe, ["present", "present"])
    with pytest.raises(MotifRequis):
        appeler(classe, ["present", "excuse"], jour=VERROUILLE)
    appeler(classe, ["present", "excuse"], jour=VERROUILLE, motif="Billet du médecin reçu")
    corrigee = Presence.objects.get(place=classe.places[1])
    assert (corrigee.code, corrigee.motif_correction) == ("excuse", "Billet du médecin reçu")
    anciennes = Presence.pgh_event_models["modification"].objects.filter(pgh_obj_id=corrigee.pk)
    assert [ligne.code for ligne in anciennes] == ["present"]


def test_avant_le_delai_une_correction_est_libre():
    classe = une_classe()
    appeler(classe, ["present", "present"])
    assert appeler(classe, ["present", "excuse"], jour=VERROUILLE - timedelta(days=1)) == 1


def test_apres_le_delai_l_enseignante_ne_corrige_plus():
    classe = une_classe()
    with pytest.raises(RoleInsuffisant):
        appeler(classe, ["present"], jour=VERROUILLE, acteur=classe.enseignant, motif="Oubli")


def test_pas_d_appel_avant_le_jour_ni_pour_une_seance_annulee_ni_pour_un_groupe_annonce():
    classe = une_classe()
    with pytest.raises(TransitionRefusee):
        appeler(classe, ["present"], jour=LUNDI - timedelta(days=1))
    annuler_seance(
        seance=classe.seances[0],
        motif=Motif.objects.get(code="seance_meteo"),
        acteur=classe.agent,
        le=a(LUNDI - timedelta(days=1)),
    )
    with pytest.raises(TransitionRefusee):
        appeler(classe, ["present"])
    with pytest.raises(TransitionRefusee):
        appeler(une_classe(etat="annonce"), ["present"])


def test_un_conseiller_ne_fait_pas_l_appel():
    with pytest.raises(RoleInsuffisant):
        appeler(une_classe(), ["present"], acteur=Acteur(role=Role.CONSEILLER))


def test_annuler_une_seance_previent_chaque_eleve_une_fois():
    classe = une_classe()
    place_confirmee(classe.groupe)
    motif = Motif.objects.get(code="seance_meteo")
    annuler_seance(seance=classe.seances[0], motif=motif, acteur=classe.agent, le=a(LUNDI))
    with pytest.raises(TransitionRefusee):
        annuler_seance(seance=classe.seances[0], motif=motif, acteur=classe.agent, le=a(LUNDI))
    avis = Avis.objects.filter(cle__startswith="seance-annulee:")
    assert avis.count() == 3
    assert "Météo" in avis[0].corps
    assert "13 janvier 2027" in avis[0].corps.replace("\u00a0", " ")


def test_declarer_une_absence_deux_fois_garde_le_dernier_motif():
    classe = une_classe(eleves=1)
    place = classe.place
    eleve = Acteur(role=Role.PERSONNE, personne_id=place.personne_id)
    for code in ("absence_maladie", "absence_emploi"):
        declarer_absence(
            place=place,
            seance=classe.seances[1],
            motif=Motif.objects.get(code=code),
            acteur=eleve,
            le=a(LUNDI),
        )
    assert AbsenceDeclaree.objects.get().motif_id == "absence_emploi"


def test_une_absence_ne_se_declare_ni_pour_hier_ni_pour_un_autre_groupe():
    classe, autre = une_classe(eleves=1), une_classe(eleves=1)
    eleve = Acteur(role=Role.PERSONNE, personne_id=classe.place.personne_id)
    motif = Motif.objects.get(code="absence_maladie")
    for seance, jour in ((classe.seances[0], LUNDI + timedelta(days=1)), (autre.seances[1], LUNDI)):
        with pytest.raises(TransitionRefusee):
            declarer_absence(place=classe.place, seance=seance, motif=motif, acteur=eleve, le=a(jour))
    assert not AbsenceDeclaree.objects.exists()
