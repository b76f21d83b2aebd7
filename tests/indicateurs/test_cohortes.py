"""Cohorts: each admitted person in one state at any month; the roll-up says what a slow count says."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.models import Journal
from indicateurs.actions.cohortes import calculer_cohortes, calculer_suivante, reperer
from indicateurs.actions.issue import coder_issue, retirer_issue
from indicateurs.filtre import Filtre
from indicateurs.models import AgregatCohorte, CohorteAdmission, IssueAdmission, PersonneAdmise, Rapprochement
from indicateurs.queries import cohortes as lecture
from indicateurs.states_admissions import HORS_BESOIN, PARTICIPANTES, EtatParticipation
from tests.factories.guichet import PersonneFactory
from tests.indicateurs.admissions import CONSEIL, LIGNE, importer

pytestmark = pytest.mark.django_db
E = EtatParticipation
FILTRE = Filtre(date(2025, 1, 1), date(2026, 6, 30))
AU = date(2026, 7, 6)
PAS = {
    "deposer": ("inscription", "deposee"),
    "offrir": ("offre", "proposee"),
    "commencer": ("place", "commencee"),
    "terminer_cours": ("place", "terminee"),
    "terminer": ("inscription", "terminee"),
}
NOMS = {"offrir": "ouvrir", "terminer_cours": "terminer"}


def calculer() -> None:
    reperer(le=timezone.now())
    while calculer_suivante(le=timezone.now()):
        pass


def lier(cle: str) -> object:
    """A registered person linked to the admission of this key."""
    admise = PersonneAdmise.objects.actives().select_related("cohorte").get(cle=cle)
    personne = PersonneFactory()
    Rapprochement.objects.create(
        admise=admise,
        cle=cle,
        population=admise.cohorte.population,
        personne=personne,
        etat="certain",
        methode="identifiant",
        score=1,
        etat_depuis=timezone.now(),
    )
    return personne


def vivre(personne, pas: str, jour: date) -> None:
    """A step of hers in the journal."""
    objet, vers = PAS[pas]
    Journal.objects.create(
        objet_type=objet,
        objet_id=personne.pk,
        pas=NOMS.get(pas, pas),
        de="",
        vers=vers,
        le=timezone.make_aware(datetime(jour.year, jour.month, jour.day, 12)),
        acteur_role="systeme",
        personne=personne,
    )


def monde(graine: int, combien: int = 40) -> dict[str, list[tuple[date, str]]]:
    """Admissions over a year, and what each person did or an agent wrote, drawn from the seed."""
    hasard = random.Random(graine)
    lignes, vies = [], {}
    for rang in range(combien):
        mois = date(2025, hasard.randint(1, 12), 1)
        lignes.append(
            LIGNE
            | {
                "cle": f"M-{rang}",
                "identifiant": "",
                "mois": f"{mois:%Y-%m}",
                "population": hasard.choice(("permanente", "temporaire")),
                "date_naissance": hasard.choice(("", "1991-04-23", "2015-06-01", "1960-01-01")),
                "region": hasard.choice(("", "03", "06")),
                "sexe": hasard.choice(("f", "m", "")),
                "francais": hasard.choice(("oui", "non", "non", "inconnu")),
            }
        )
        vies[f"M-{rang}"] = [
            (
                mois + timedelta(days=hasard.randint(-60, 420)),
                hasard.choice([*PAS, "sans_suite", "exemptee", "demenagee"]),
            )
            for _fois in range(hasard.choice((0, 0, 1, 2, 4)))
        ]
    importer(*lignes)
    for cle, vie in vies.items():
        personne = lier(cle) if any(quoi in PAS for _jour, quoi in vie) else None
        admise = PersonneAdmise.objects.get(cle=cle)
        for jour, quoi in vie:
            if quoi in PAS:
                vivre(personne, quoi, jour)
            else:
                le = timezone.make_aware(datetime(jour.year, jour.month, jour.day, 12))
                coder_issue(admise=admise, issue=quoi, motif="Dit au téléphone", acteur=CONSEIL, le=le)
    return vies


# The same rules, written the slow way.
ORDRE = [
    ("terminee", {"terminer"}),
    ("perseverante", {"terminer_cours"}),
    ("commencee", {"commencer"}),
    ("demenagee", {"demenagee"}),
    ("exemptee", {"exemptee"}),
    ("offerte", {"offrir"}),
    ("inscrite", {"deposer"}),
]


def etat_lent(vie, francais: str, au: date) -> str:
    faits = {quoi for jour, quoi in vie if (jour.year, jour.month) <= (au.year, au.month)}
    for etat, suffit in ORDRE:
        if faits & suffit:
            return etat
    if francais == "oui":
        return "exemptee"
    return "sans_suite" if "sans_suite" in faits else "jamais_jointe"


@pytest.mark.parametrize("graine", range(3))
def test_chaque_mois_les_etats_font_la_cohorte_et_le_compte_lent_dit_de_meme(graine):
    vies = monde(graine)
    calculer()
    admises = list(PersonneAdmise.objects.actives().select_related("cohorte"))
    filtres = [{}, {"region": "06"}, {"sexe": "f"}, {"age": "25-34"}]
    for choix in filtres:
        filtre = Filtre(FILTRE.du, FILTRE.au, **choix)
        gardees = [a for a in admises if _garde(a, choix)]
        for mois, etats in lecture.etats_par_mois(filtre, au=AU).items():
            presentes = [a for a in gardees if a.cohorte.mois <= mois]
            assert sum(etats.values()) == len(presentes), (choix, mois)
            lents = Counter(_lent(vies[a.cle], a, mois) for a in presentes)
            assert {etat.value: nombre for etat, nombre in etats.items() if nombre} == dict(lents), (choix, mois)


def _garde(admise: PersonneAdmise, choix: dict[str, str]) -> bool:
    ne = admise.date_naissance
    return (
        choix.get("region", admise.region_id) == admise.region_id
        and choix.get("sexe", admise.sexe) == admise.sexe
        and ("age" not in choix or ne == date(1991, 4, 23))
    )


def _lent(vie, admise: PersonneAdmise, mois: date) -> str:
    # What came before the admission counts from its month on.
    depuis = [(max(jour, admise.cohorte.mois), quoi) for jour, quoi in vie]
    return etat_lent(depuis, admise.francais, mois)


def test_les_parts_se_comptent_sur_celles_que_les_cours_visent():
    vies = monde(7)
    calculer()
    for cohorte in CohorteAdmission.objects.all():
        visees = [
            a
            for a in cohorte.personnes.all()
            if a.francais != "oui" and (a.date_naissance is None or a.date_naissance.year < 2009)
        ]
        for recul, part in lecture.parts(cohorte, (0, 3, 12)).items():
            mois = lecture.ajouter_mois(cohorte.mois, recul)
            etats = [_lent(vies[a.cle], a, mois) for a in visees]
            besoin = [etat for etat in etats if etat not in HORS_BESOIN]
            assert (part.participantes, part.besoin) == (sum(e in PARTICIPANTES for e in etats), len(besoin))


def test_une_part_n_est_dite_qu_une_fois_son_mois_fini():
    importer(LIGNE | {"mois": "2026-03"})
    calculer()
    cohorte = CohorteAdmission.objects.get()
    assert lecture.parts(cohorte, au=date(2026, 6, 30))[3] is None
    assert lecture.parts(cohorte, au=date(2026, 7, 1))[3] is not None


def test_recompter_donne_les_memes_lignes_et_seul_ce_qui_change_se_recompte():
    monde(1)
    calculer()
    colonnes = [c.attname for c in AgregatCohorte._meta.concrete_fields if c.attname != "id"]
    avant = sorted(map(str, AgregatCohorte.objects.exclude(nb=0).values_list(*colonnes)))
    reperer(le=timezone.now())
    assert calculer_suivante(le=timezone.now()) is None
    CohorteAdmission.objects.update(calculee_le=None)
    calculer()
    assert sorted(map(str, AgregatCohorte.objects.exclude(nb=0).values_list(*colonnes))) == avant


def test_une_cohorte_touchee_par_une_horloge_en_avance_est_comptee_une_fois_par_passage():
    monde(1)
    CohorteAdmission.objects.update(touchee_le=timezone.now() + timedelta(hours=9))
    nombre = CohorteAdmission.objects.count()
    assert nombre and calculer_cohortes(le=timezone.now()) == nombre
    assert calculer_cohortes(le=timezone.now()) == nombre


def test_une_issue_retiree_ne_compte_plus_et_reste_ecrite():
    importer(LIGNE | {"mois": "2026-03"})
    admise = PersonneAdmise.objects.get()
    le = timezone.make_aware(datetime(2026, 4, 2))
    issue = coder_issue(admise=admise, issue=E.DEMENAGEE, motif="Lettre revenue", acteur=CONSEIL, le=le)
    calculer()
    assert lecture.etats(FILTRE, au=AU)[E.DEMENAGEE] == 1
    retirer_issue(issue=issue, motif="Mauvaise personne", acteur=CONSEIL, le=le)
    calculer()
    assert lecture.etats(FILTRE, au=AU)[E.JAMAIS_JOINTE] == 1
    assert IssueAdmission.objects.get().retire_motif == "Mauvaise personne"


def test_l_entonnoir_descend():
    monde(3)
    calculer()
    passage = lecture.entonnoir(FILTRE, au=AU)
    nombres = [nombre for _nom, nombre in passage.etapes]
    assert nombres == sorted(nombres, reverse=True)


def test_renvoyer_les_memes_admissions_ne_change_aucun_compte():
    importer(LIGNE)
    calculer()
    avant = list(AgregatCohorte.objects.order_by("pk").values())
    importer(LIGNE)
    calculer()
    assert list(AgregatCohorte.objects.order_by("pk").values()) == avant


def test_temoin_un_etat_compte_deux_fois_se_voit():
    """Control: with its departures left out of the roll-up, a cohort no longer sums to its persons."""
    monde(1)
    calculer()
    with portee(Acteur.systeme()):
        AgregatCohorte.objects.filter(nb__lt=0).update(nb=0)
    etats = lecture.etats(FILTRE, au=AU)
    assert sum(etats.values()) != PersonneAdmise.objects.actives().count()


def test_l_analyste_ne_lit_aucune_personne():
    importer(LIGNE)
    calculer()
    with portee(Acteur(role=Role.ANALYSTE)):
        assert not PersonneAdmise.objects.exists()
        assert sum(lecture.etats(FILTRE, au=AU).values()) == 1
