"""Follow-ups: opened once when due, ended by an outcome or by the person's return; contacts she accepts."""

import json
from datetime import date, timedelta
from itertools import takewhile
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis.redaction import SansObjet, rediger
from guichet.models import Avis, Journal
from inscriptions import routines_relances as routines
from inscriptions.actions import suivi_personne as actions
from inscriptions.actions.dossier import retourner_dossier
from inscriptions.actions.inscription import reprendre_inscription
from inscriptions.actions.place import abandonner_place, noter_absence_initiale
from inscriptions.models import Place, Presence, SuiviPersonne, TentativeContact
from inscriptions.queries.suivis import ABSENCES, causes_dues
from tests.factories.inscriptions import InscriptionFactory, OffreFactory, PlaceFactory, SeanceFactory
from tests.inscriptions.suivis import CONSEIL, SYSTEME, appeler, en_classe, noter, ouvrir, partie, relire, tenter

# Whoever was absent the last time, however long ago.
UNE_ABSENCE = {"limite": date(2000, 1, 1), "de_suite": 1, "minimum": 99, "part": 1}


def bilan_lent(place: Place) -> tuple[int, int, int, date] | None:
    """Absences in a row, absences, roll calls, first day of the row; None for who was there the last time."""
    appels = Presence.objects.filter(place=place).exclude(code="transfert").select_related("seance")
    codes = [(a.seance.date, a.code in ("excuse", "non_excuse")) for a in appels.order_by("-seance__date")]
    de_suite = list(takewhile(lambda appel: appel[1], codes))
    return (len(de_suite), sum(absent for _, absent in codes), len(codes), de_suite[-1][0]) if de_suite else None


def relit_les_appels(requete: str) -> bool:
    """Whether the plan keeps the roll calls aside to look among them again, or reads the meetings twice."""
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN (FORMAT json) {requete}", UNE_ABSENCE)
        plan = json.dumps(curseur.fetchone()[0])
    return plan.count('"Relation Name": "inscriptions_seance"') != 1 or '"CTE Scan"' in plan


@pytest.mark.django_db
class TestOuverture:
    def test_deux_absences_de_suite_ouvrent_un_suivi_une_seule_fois(self):
        place = en_classe()
        appeler(place, "present", "non_excuse", "excuse")
        suivi = ouvrir("absences")
        routines.ouvrir_suivis()
        assert SuiviPersonne.objects.count() == 1
        assert (suivi.organisation_id, suivi.detail) == (
            place.organisation_id,
            "2 absences de suite, 2 sur 3 séances",
        )

    @pytest.mark.parametrize(
        "codes",
        [
            ("present", "present", "present", "present", "non_excuse"),
            ("non_excuse", "present", "present", "present", "present", "non_excuse"),
        ],
    )
    def test_le_cinquieme_des_seances_manquees_ouvre_un_suivi(self, codes):
        appeler(en_classe(), *codes)
        assert ouvrir("absences")

    @pytest.mark.parametrize(
        "codes",
        [
            ("present", "non_excuse"),
            ("non_excuse", "non_excuse", "present"),
            ("present",) * 9 + ("non_excuse",),
            ("present", "transfert", "transfert"),
        ],
    )
    def test_une_absence_seule_ou_suivie_d_une_presence_n_ouvre_rien(self, codes):
        appeler(en_classe(), *codes)
        routines.ouvrir_suivis()
        assert not SuiviPersonne.objects.exists()

    def test_les_absences_egalent_une_lecture_appel_par_appel(self):
        hasard = Random(7)
        attendues = {}
        for _rang in range(12):
            place = en_classe()
            appeler(place, *hasard.choices(("present", "retard", "excuse", "non_excuse", "transfert"), k=8))
            if bilan := bilan_lent(place):
                attendues[place.pk] = bilan
        with connection.cursor() as curseur:
            curseur.execute(ABSENCES, UNE_ABSENCE)
            lues = {ligne[0]: ligne[5:] for ligne in curseur.fetchall()}
        assert lues == attendues and len(lues) > 4

    def test_chaque_appel_n_est_lu_qu_une_fois(self):
        """A look-up among all the roll calls for each learner absent never ended on a province of 100,000."""
        assert not relit_les_appels(ABSENCES)

    def test_temoin_chercher_le_premier_jour_relirait_tous_les_appels(self):
        cherche = "(SELECT min(a.date) FROM appels a WHERE a.place_id = p.id)"
        assert relit_les_appels(ABSENCES.replace("b.premiere\n", f"{cherche}\n"))

    def test_une_nouvelle_serie_d_absences_ouvre_un_nouveau_suivi(self):
        place = en_classe()
        appeler(place, "non_excuse", "non_excuse")
        premier = ouvrir("absences")
        SeanceFactory(groupe=place.groupe)
        Presence.objects.filter(place=place).update(code="present")
        routines.clore_suivis_sans_objet()
        Presence.objects.filter(place=place).update(code="non_excuse")
        # The same run of absences, corrected back: it was followed already.
        routines.ouvrir_suivis()
        assert SuiviPersonne.objects.get() == premier
        Presence.objects.filter(place=place, seance__date=premier.cause_le.date()).update(code="present")
        noter(place, timezone.localdate(), "excuse")
        routines.ouvrir_suivis()
        assert SuiviPersonne.objects.count() == 2

    def test_un_abandon_et_une_place_jamais_prise_ouvrent_chacun_le_leur(self):
        abandonner_place(place=en_classe(), acteur=CONSEIL, le=timezone.now(), motif_code="abandon_autre")
        jamais = PlaceFactory()
        noter_absence_initiale(
            place=jamais, acteur=SYSTEME, le=timezone.now(), motif_code="absence_initiale_sans_nouvelles"
        )
        assert routines.ouvrir_suivis() == 2
        assert set(SuiviPersonne.objects.values_list("genre", "organisation")) == {
            ("abandon", None),
            ("absence_initiale", None),
        }

    def test_une_offre_expiree_sans_autre_offre_ouvre_un_suivi(self):
        expiree = OffreFactory(etat="expiree", proposee_le=timezone.now() - timedelta(days=6))
        assert ouvrir("offre_expiree").cause == expiree.pk

    def test_un_dossier_laisse_incomplet_ouvre_un_suivi_apres_le_delai_du_rappel(self):
        recente, ancienne = InscriptionFactory(deposee=True), InscriptionFactory(deposee=True)
        for demande, jours in ((recente, 3), (ancienne, 20)):
            le = timezone.now() - timedelta(days=jours)
            retourner_dossier(inscription=demande, acteur=CONSEIL, le=le, motif_code="complement_preuve")
        assert ouvrir("dossier_incomplet").inscription == ancienne
        assert SuiviPersonne.objects.count() == 1

    def test_ce_qui_est_trop_ancien_n_ouvre_rien(self):
        place = en_classe()
        abandonner_place(
            place=place, acteur=CONSEIL, le=timezone.now() - timedelta(days=60), motif_code="abandon_autre"
        )
        assert routines.ouvrir_suivis() == 0

    def test_la_base_refuse_deux_suivis_de_la_meme_cause(self):
        suivi = partie()
        with pytest.raises(IntegrityError), transaction.atomic():
            Journal.inscrire(suivi, pas="ouvrir", de="", vers="ouvert", acteur=SYSTEME, le=timezone.now())
            SuiviPersonne.objects.create(
                genre=suivi.genre,
                cause=suivi.cause,
                cause_le=suivi.cause_le,
                inscription=suivi.inscription,
                personne=suivi.personne,
                region=suivi.region,
                ouvert_le=timezone.now(),
                etat_depuis=timezone.now(),
                agir_le=timezone.localdate(),
            )

    def test_la_meme_cause_lue_deux_fois_n_ouvre_qu_un_suivi(self):
        abandonner_place(place=en_classe(), acteur=CONSEIL, le=timezone.now(), motif_code="abandon_autre")
        (cause,) = causes_dues(le=timezone.now())
        assert actions.ouvrir_suivi(cause=cause, le=timezone.now())
        assert actions.ouvrir_suivi(cause=cause, le=timezone.now()) is None


@pytest.mark.django_db
class TestRetour:
    def test_une_personne_revenue_en_classe_n_est_pas_appelee(self):
        place = en_classe()
        appeler(place, "non_excuse", "non_excuse")
        suivi = ouvrir("absences")
        noter(place, timezone.localdate(), "present")
        assert tenter(suivi) is None
        assert (relire(suivi).etat, relire(suivi).issue_id) == ("clos", "suivi_revenue")
        assert not TentativeContact.objects.exists()

    def test_temoin_sans_retour_la_tentative_est_gardee(self):
        place = en_classe()
        appeler(place, "non_excuse", "non_excuse")
        assert tenter(ouvrir("absences")).personne_id == place.personne_id

    def test_reprendre_sa_demande_annule_le_suivi(self):
        suivi = partie()
        moi = Acteur(role=Role.PERSONNE, personne_id=suivi.personne_id)
        reprendre_inscription(inscription=suivi.inscription, acteur=moi, le=timezone.now())
        assert routines.clore_suivis_sans_objet() == 1
        assert relire(suivi).issue_id == "suivi_revenue"
        assert routines.clore_suivis_sans_objet() == 0

    def test_quitter_la_classe_remplace_le_suivi_des_absences(self):
        place = en_classe()
        appeler(place, "non_excuse", "non_excuse")
        suivi = ouvrir("absences")
        abandonner_place(place=place, acteur=CONSEIL, le=timezone.now(), motif_code="abandon_autre")
        routines.clore_suivis_sans_objet()
        routines.ouvrir_suivis()
        assert relire(suivi).issue_id == "suivi_cause_finie"
        assert SuiviPersonne.objects.get(genre="abandon").est_ouvert

    def test_le_message_ne_part_pas_a_une_personne_revenue_entre_temps(self):
        suivi = partie()
        tentative = tenter(suivi, canal="courriel")
        avis = Avis.objects.get(cle=f"suivi:relance:{tentative.pk}")
        assert "quitté votre cours" in rediger(avis).corps
        moi = Acteur(role=Role.PERSONNE, personne_id=suivi.personne_id)
        reprendre_inscription(inscription=suivi.inscription, acteur=moi, le=timezone.now())
        with pytest.raises(SansObjet):
            rediger(avis)
