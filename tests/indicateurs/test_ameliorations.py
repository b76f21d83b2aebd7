"""The register of improvement: one path, who may take each step, what is refused and what is frozen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import CYCLES, MotifRequis, RoleInsuffisant, TransitionRefusee, cycle_de
from guichet.mesure.definition import MESURES
from guichet.models import Journal, Motif, Parametre
from indicateurs.actions import amelioration as actions
from indicateurs.models import Amelioration, EffetMesure
from indicateurs.queries import effets
from indicateurs.queries.effets import lire, obstacles_a_la_conclusion, regions_semblables
from tests.factories.indicateurs import cellule
from tests.factories.pilotage import AmeliorationFactory, LigneDePlanFactory

pytestmark = pytest.mark.django_db
DATE = (("jour", "day"), ("mois", "month"), ("annee", "year"))
DIRECTION, ANALYSTE = Acteur(role=Role.DIRECTION), Acteur(role=Role.ANALYSTE)
ATTENDU = {
    "mesure_prise": "Un avis deux semaines avant.",
    "responsable": "Direction pédagogique",
    "indicateur": "assiduite",
    "sens": "hausse",
    "ampleur": Decimal("0.02"),
    "methode": "avant_apres",
    "regions": [],
    "regions_temoins": [],
    "mois_prevus": 6,
    "nombre_prevu": 30,
}


def attendu(**champs):
    return ATTENDU | {"effet_attendu_le": timezone.localdate() + timedelta(days=90)} | champs


def semer(mois: int, part: float, *, region: str = "06", depuis: int = 0) -> None:
    """A hundred hours in the middle of each of so many months, the last `depuis` months ago."""
    jour = timezone.localdate().replace(day=15)
    for rang in range(depuis, depuis + mois):
        premier = jour.year * 12 + jour.month - 2 - rang
        quand = jour.replace(year=premier // 12, month=premier % 12 + 1)
        cellule("assiduite", 100 * part + rang % 3, 100, il_y_a=(timezone.localdate() - quand).days, region=region)


def en_place(**champs) -> Amelioration:
    """In place for seven whole months, with six months before that have figures."""
    debut = timezone.localdate().replace(day=1)
    rang = debut.year * 12 + debut.month - 1 - 7
    return AmeliorationFactory(
        en_place=True, mise_en_place_le=debut.replace(year=rang // 12, month=rang % 12 + 1), **champs
    )


def test_du_constat_a_la_conclusion(client_role):
    le, ligne = timezone.now(), LigneDePlanFactory()
    direction = client_role("direction")
    jour = timezone.localdate()
    une_date = {"constatee_le_jour": jour.day, "constatee_le_mois": jour.month, "constatee_le_annee": jour.year}
    saisie = {"titre": "Retards d’avis", "constat": "Les avis tardent.", "origine": "plainte", "ligne": ligne.pk}
    direction.post(reverse("amelioration_nouvelle"), saisie | une_date)
    suivie = Amelioration.objects.get()
    assert (suivie.etat, suivie.ligne) == ("constatee", ligne)
    suivie = actions.analyser(amelioration=suivie, acteur=ANALYSTE, le=le, cause="Trop tard.")
    suivie = actions.planifier(amelioration=suivie, acteur=ANALYSTE, le=le, **attendu())
    # Planned again as long as it has not begun.
    suivie = actions.planifier(amelioration=suivie, acteur=ANALYSTE, le=le, **attendu(ampleur=Decimal("0.03")))
    debut = en_place().mise_en_place_le
    suivie = actions.mettre_en_place(amelioration=suivie, acteur=ANALYSTE, le=le, jour=debut)
    semer(7, 0.8)
    semer(6, 0.7, depuis=7)
    effet = actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=le)
    assert (effet.mois_avant, effet.mois_apres, effet.nombre) == (6, 7, 600)
    assert effet.effet == pytest.approx(Decimal("0.1"), abs=Decimal("0.01")) and effet.bas > 0
    page = direction.get(reverse("amelioration", args=[suivie.pk])).content.decode()
    assert "atteint l’ampleur attendue" in page and "Conclure" in page
    direction.post(
        reverse("amelioration_pas", args=[suivie.pk, "conclure"]), {"conclusion": "ajuster", "motif": "Plus tôt."}
    )
    suivie.refresh_from_db()
    assert (suivie.etat, suivie.conclusion) == ("conclue", "ajuster")
    assert suivie.suites.get().constat == "Plus tôt."
    pas = list(Journal.objects.de_l_objet(suivie).values_list("pas", flat=True))
    assert pas == ["ouvrir", "analyser", "planifier", "planifier", "mettre_en_place", "conclure"]


def test_on_ne_conclut_pas_sans_effet_mesure():
    suivie = en_place()
    with pytest.raises(TransitionRefusee, match="pas encore mesuré"):
        actions.conclure(amelioration=suivie, acteur=DIRECTION, le=timezone.now(), conclusion="garder", motif="Bien.")
    suivie.refresh_from_db()
    assert suivie.est_en_place


@pytest.mark.parametrize(
    ("apres", "champs", "message"),
    [
        (3, {}, "3 mois mesurés après la mesure; il en faut 6"),
        (7, {"nombre_prevu": 5000}, "il en faut 5"),
        (7, {"mois_prevus": 12}, "6 mois mesurés avant la mesure; il en faut 12"),
    ],
)
def test_on_ne_conclut_pas_sous_le_minimum_prevu(apres, champs, message, monkeypatch):
    suivie, le = en_place(**champs), timezone.now()
    semer(apres, 0.8)
    semer(6, 0.7, depuis=7)
    actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=le)
    choses = {"amelioration": suivie, "acteur": DIRECTION, "le": le, "conclusion": "garder", "motif": "Bien."}
    with pytest.raises(TransitionRefusee, match=message):
        actions.conclure(**choses)
    # Control: without the obstacles, the same line is concluded.
    monkeypatch.setattr(actions, "obstacles_a_la_conclusion", lambda *_args, **_noms: [])
    assert actions.conclure(**choses).etat == "conclue"


def test_le_minimum_est_celui_du_jour_pas_celui_d_hier():
    suivie, au = en_place(), timezone.localdate()
    semer(7, 0.8)
    semer(6, 0.7, depuis=7)
    effet = actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=timezone.now())
    assert obstacles_a_la_conclusion(suivie, effet, au=au) == []
    Parametre.objects.filter(cle="amelioration_mois_minimum").update(valide_au=au - timedelta(days=1))
    Parametre.objects.create(
        cle="amelioration_mois_minimum",
        libelle="x",
        nature="entier",
        valeur=12,
        valide_du=au,
        source="x",
        certitude="synthetique",
    )
    from guichet.referentiels.cache import vider

    vider()
    assert len(obstacles_a_la_conclusion(suivie, effet, au=au)) == 2


def test_ce_qui_est_attendu_ne_change_plus_une_fois_la_mesure_en_place():
    planifiee, suivie = AmeliorationFactory(planifiee=True), en_place()
    for champ, valeur in (("ampleur", Decimal("0.001")), ("indicateur", "abandon"), ("regions_temoins", ["03"])):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Amelioration.objects.filter(pk=suivie.pk).update(**{champ: valeur})
        # Control: before it begins, the same write passes.
        assert Amelioration.objects.filter(pk=planifiee.pk).update(**{champ: valeur}) == 1


def test_un_effet_mesure_ne_se_reecrit_pas(nom_de_la_base):
    suivie = en_place()
    semer(7, 0.8)
    semer(6, 0.7, depuis=7)
    effet = actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=timezone.now())
    for ordre in (lambda: EffetMesure.objects.filter(pk=effet.pk).update(effet=1), effet.delete):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            ordre()
    assert actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=timezone.now()).pk != effet.pk


def test_la_comparaison_lit_les_deux_cotes():
    suivie = en_place(methode="comparaison", regions=["06"], regions_temoins=["03", "13"])
    for region, avant, apres in (("06", 0.6, 0.8), ("03", 0.5, 0.55), ("13", 0.5, 0.55)):
        semer(7, apres, region=region)
        semer(6, avant, region=region, depuis=7)
    lecture = lire(suivie, au=timezone.localdate())
    assert {t.bas for t in lecture.temoin_apres.values()} == {200}
    effet = actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=timezone.now())
    assert effet.effet == pytest.approx(Decimal("0.15"), abs=Decimal("0.01"))
    assert effet.temoin_avant == pytest.approx(Decimal("0.51"), abs=Decimal("0.01"))
    proches = regions_semblables(MESURES["assiduite"], ["06"], au=timezone.localdate())
    assert [code for code, _valeur in proches] == ["03", "13"]


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"indicateur": "satisfaction"}, "pas encore mesuré"),
        ({"indicateur": "cout_heure", "regions": ["06"]}, "ne se mesure pas par région"),
        ({"indicateur": "demandes", "methode": "comparaison", "regions": ["06"], "regions_temoins": ["03"]}, "un taux"),
        ({"mois_prevus": 3}, "au moins 6"),
        ({"nombre_prevu": 5}, "au moins 30"),
    ],
)
def test_un_effet_qu_on_ne_pourrait_pas_mesurer_ne_se_planifie_pas(champs, message, monkeypatch):
    monkeypatch.setitem(MESURES, "satisfaction", replace(MESURES["satisfaction"], manque="Aucun sondage encore."))
    suivie = AmeliorationFactory(etat="analysee", cause="Trop tard.")
    with pytest.raises(TransitionRefusee, match=message):
        actions.planifier(amelioration=suivie, acteur=ANALYSTE, le=timezone.now(), **attendu(**champs))


def test_la_base_refuse_une_mesure_sans_effet_attendu_et_une_conclusion_sans_motif():
    with pytest.raises(IntegrityError, match="amelioration_effet_attendu"), transaction.atomic():
        AmeliorationFactory(planifiee=True, ampleur=None)
    with pytest.raises(IntegrityError, match="amelioration_conclue_motivee"), transaction.atomic():
        AmeliorationFactory(en_place=True, etat="conclue")
    with pytest.raises(IntegrityError, match="amelioration_cotes_distincts"), transaction.atomic():
        AmeliorationFactory(planifiee=True, methode="comparaison", regions=["06"], regions_temoins=["06"])


def sans_mesure(suivie: Amelioration, code: str = "amelioration_definition", acteur: Acteur = DIRECTION):
    return actions.classer_sans_mesure(
        amelioration=suivie,
        acteur=acteur,
        le=timezone.now(),
        motif=Motif.objects.get(pk=code),
        precision="Vu ensemble.",
    )


def test_une_mesure_que_personne_ne_mesurera_se_classe_avec_un_motif(client_role):
    hier = timezone.localdate() - timedelta(days=1)
    suivie = en_place(effet_attendu_le=hier, nombre_prevu=9000)
    semer(7, 0.8)
    semer(6, 0.7, depuis=7)
    actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=timezone.now())
    direction, adresse = client_role("direction"), reverse("amelioration", args=[suivie.pk])
    page, pas = (
        direction.get(adresse).content.decode(),
        reverse("amelioration_pas", args=[suivie.pk, "classer_sans_mesure"]),
    )
    assert "ne jamais se mesurer comme prévu" in page and pas in page
    # The analyst reads why, the direction alone closes it.
    assert pas not in client_role("analyste").get(adresse).content.decode()
    assert client_role("analyste").post(pas, {"motif": "amelioration_nombre"}).status_code == 403
    sans_motif = direction.post(pas, {"precision": "Trop peu."}).content.decode()
    assert "Trop peu." in sans_motif
    direction.post(pas, {"motif": "amelioration_nombre", "precision": "Trop peu."})
    suivie.refresh_from_db()
    assert (suivie.etat, suivie.conclusion, suivie.est_ouverte) == ("sans_suite", "", False)
    page = direction.get(adresse).content.decode()
    assert "Classée sans effet mesuré : Le nombre prévu ne sera jamais atteint – Trop peu." in page
    assert "Rien ne suit." in page and "À conclure" not in page


def test_une_definition_changee_ou_des_mois_passes_manquants_se_classent_sans_attendre(monkeypatch):
    au = timezone.localdate()
    changee, courte, jeune = en_place(), en_place(mois_prevus=12), en_place()
    semer(7, 0.8)
    semer(6, 0.7, depuis=7)
    actions.mesurer(amelioration=courte, acteur=ANALYSTE, le=timezone.now())
    assert "ne viendront plus" in effets.impasses(courte, effets.dernier_effet(courte), au=au)[0]
    assert sans_mesure(courte, "amelioration_mois").etat == "sans_suite"
    # Control: a line that only has to wait is not closed, and says so.
    with pytest.raises(TransitionRefusee, match="peut encore se mesurer"):
        sans_mesure(jeune)
    monkeypatch.setitem(MESURES, "assiduite", replace(MESURES["assiduite"], version=2))
    assert sans_mesure(changee).etat == "sans_suite"
    assert Journal.objects.de_l_objet(changee).order_by("-id")[0].motif_code == "amelioration_definition"


def test_un_effet_mesure_se_conclut_et_ne_se_classe_pas():
    suivie = en_place(effet_attendu_le=timezone.localdate() - timedelta(days=1))
    semer(7, 0.8)
    semer(6, 0.7, depuis=7)
    actions.mesurer(amelioration=suivie, acteur=ANALYSTE, le=timezone.now())
    with pytest.raises(TransitionRefusee, match="concluez"):
        sans_mesure(suivie)
    # Control: the finding that nobody measured is not concluded either, whatever its day.
    autre = en_place(effet_attendu_le=timezone.localdate() - timedelta(days=1))
    with pytest.raises(TransitionRefusee, match="pas encore mesuré"):
        actions.conclure(amelioration=autre, acteur=DIRECTION, le=timezone.now(), conclusion="garder", motif="Bien.")
    assert sans_mesure(autre).etat == "sans_suite"


@pytest.mark.parametrize("role", Role)
def test_chaque_pas_est_a_son_role(role):
    pour, le = Acteur(role=role), timezone.now()
    for pas in CYCLES["amelioration"].pas:
        if role in pas.roles:
            continue
        suivie = en_place() if pas.de == {"en_place"} else AmeliorationFactory(planifiee=True, etat=sorted(pas.de)[0])
        choses = {
            "analyser": {"cause": "x"},
            "planifier": attendu(),
            "mettre_en_place": {"jour": timezone.localdate()},
            "conclure": {"conclusion": "garder", "motif": "x"},
            "classer": {"motif": Motif.objects.get(pk="amelioration_isole")},
            "classer_sans_mesure": {"motif": Motif.objects.get(pk="amelioration_definition")},
        }[pas.nom]
        with pytest.raises((RoleInsuffisant, TransitionRefusee)):
            getattr(actions, pas.nom)(amelioration=suivie, acteur=pour, le=le, **choses)
    assert cycle_de(Amelioration).objet == "amelioration"


def test_une_saisie_fautive_se_dit_et_se_garde(client_role):
    suivie = AmeliorationFactory(etat="analysee", cause="Trop tard.")
    adresse = reverse("amelioration_pas", args=[suivie.pk, "planifier"])
    saisie = {"mesure_prise": "Un avis.", "ampleur": "beaucoup", "methode": "comparaison", "regions": "06"}
    page = client_role("analyste").post(adresse, saisie | {"regions_temoins": "06"}).content.decode()
    for message in (
        "Écrivez un nombre plus grand que zéro",
        "ne se compare pas à elle-même",
        "Écrivez un nombre entier",
    ):
        assert message in page
    assert "beaucoup" in page and "Un avis." in page


def test_un_motif_vide_ne_conclut_rien():
    with pytest.raises(MotifRequis):
        actions.conclure(amelioration=en_place(), acteur=DIRECTION, le=timezone.now(), conclusion="garder", motif="  ")
    assert effets.dernier_effet(Amelioration.objects.get()) is None
