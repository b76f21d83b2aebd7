"""Offers and seats: what each action changes, and what it never does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis.redaction import rediger
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Journal
from inscriptions.actions.offre import (
    PlaceNonOfferte,
    accepter_offre,
    decliner_offre,
    expirer_offre,
    proposer_place,
    rappeler_offre,
    retirer_offre,
)
from inscriptions.models import OffreDePlace, Place
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory

pytestmark = pytest.mark.django_db
SYSTEME = Acteur.systeme()
CONSEILLER = Acteur(role=Role.CONSEILLER)


def personne(objet) -> Acteur:
    return Acteur(role=Role.PERSONNE, personne_id=objet.personne_id)


def proposer(inscription=None, groupe=None, **champs) -> OffreDePlace:
    return proposer_place(
        inscription=inscription or InscriptionFactory(),
        groupe=groupe or GroupeFactory(capacite=1, minimum=1),
        acteur=SYSTEME,
        le=timezone.now(),
        **champs,
    )


def places_prises(groupe) -> int:
    groupe.refresh_from_db()
    return groupe.places_prises


def test_proposer_tient_une_place_et_ecrit_le_journal():
    offre = proposer()
    assert places_prises(offre.groupe) == 1
    ligne = Journal.objects.de_l_objet(offre).get()
    assert (ligne.pas, ligne.vers, ligne.personne_id) == ("ouvrir", "proposee", offre.personne_id)


def test_l_offre_et_sa_ligne_de_journal_gardent_le_moment_exact():
    le = timezone.now().replace(microsecond=592_241)
    offre = proposer_place(
        inscription=InscriptionFactory(), groupe=GroupeFactory(capacite=1, minimum=1), acteur=SYSTEME, le=le
    )
    assert (offre.proposee_le, offre.etat_depuis, Journal.objects.de_l_objet(offre).get().le) == (le, le, le)


def test_proposer_previent_la_personne_une_fois():
    offre = proposer()
    avis = Avis.objects.get(cle=f"offre:proposee:{offre.pk}")
    assert (avis.destinataire, avis.corps) == (offre.personne.courriel, "")
    texte = rediger(avis)
    assert "/o/" in texte.corps
    assert offre.personne.nom not in texte.objet


def test_un_groupe_complet_n_est_jamais_survendu():
    groupe = GroupeFactory(capacite=1, minimum=1)
    proposer(groupe=groupe)
    with pytest.raises(PlaceNonOfferte, match="complet"):
        proposer(groupe=groupe)
    assert places_prises(groupe) == 1


def test_une_personne_n_a_qu_une_offre_vive():
    inscription = InscriptionFactory()
    proposer(inscription=inscription)
    autre = GroupeFactory()
    with pytest.raises(PlaceNonOfferte, match="déjà une offre"):
        proposer(inscription=inscription, groupe=autre)
    assert places_prises(autre) == 0


@pytest.mark.parametrize("etat", ["complete", "en_cours", "retiree", "inactive"])
def test_seule_une_personne_en_attente_recoit_une_offre(etat):
    groupe = GroupeFactory()
    with pytest.raises(PlaceNonOfferte, match="n’attend plus"):
        proposer(inscription=InscriptionFactory(etat=etat), groupe=groupe)
    assert places_prises(groupe) == 0


@pytest.mark.parametrize("etat", ["envisage", "termine", "annule", "ferme"])
def test_un_groupe_ferme_ne_prend_personne(etat):
    with pytest.raises(PlaceNonOfferte, match="n’accueille plus"):
        proposer(groupe=GroupeFactory(etat=etat))


def test_un_partenaire_ne_propose_pas_de_place():
    with pytest.raises(RoleInsuffisant):
        proposer_place(
            inscription=InscriptionFactory(),
            groupe=GroupeFactory(),
            acteur=Acteur(role=Role.AGENT_PARTENAIRE),
            le=timezone.now(),
        )


def test_accepter_donne_la_place_et_sort_de_la_file():
    offre = proposer()
    place = accepter_offre(offre=offre, acteur=personne(offre), le=timezone.now())
    place.inscription.refresh_from_db()
    assert (place.etat, place.inscription.etat) == ("confirmee", "en_cours")
    assert places_prises(offre.groupe) == 1


def test_accepter_deux_fois_ne_donne_qu_une_place():
    offre = proposer()
    accepter_offre(offre=offre, acteur=personne(offre), le=timezone.now())
    with pytest.raises(TransitionRefusee):
        accepter_offre(offre=offre, acteur=personne(offre), le=timezone.now())
    assert Place.objects.filter(offre=offre).count() == 1


def test_accepter_apres_le_delai_est_refuse():
    offre = proposer()
    with pytest.raises(TransitionRefusee, match="délai"):
        accepter_offre(offre=offre, acteur=personne(offre), le=offre.expire_le)


def test_decliner_libere_la_place_et_garde_le_rang():
    offre = proposer()
    avant = offre.inscription.complete_le
    decliner_offre(offre=offre, acteur=personne(offre), le=timezone.now(), motif_code="offre_horaire")
    offre.inscription.refresh_from_db()
    assert places_prises(offre.groupe) == 0
    assert (offre.inscription.etat, offre.inscription.complete_le) == ("en_attente", avant)


@pytest.mark.parametrize("code", ["", "inconnu", "abandon_emploi"])
def test_decliner_demande_une_raison_de_la_liste(code):
    offre = proposer()
    with pytest.raises(TransitionRefusee, match="raison"):
        decliner_offre(offre=offre, acteur=personne(offre), le=timezone.now(), motif_code=code)
    assert places_prises(offre.groupe) == 1


def test_expirer_attend_la_fin_du_delai():
    offre = proposer()
    assert expirer_offre(offre=offre, acteur=SYSTEME, le=offre.expire_le - timedelta(minutes=1)) is None
    assert expirer_offre(offre=offre, acteur=SYSTEME, le=offre.expire_le) is not None
    assert places_prises(offre.groupe) == 0


def test_une_offre_acceptee_n_expire_pas():
    offre = proposer()
    accepter_offre(offre=offre, acteur=personne(offre), le=timezone.now())
    assert expirer_offre(offre=offre, acteur=SYSTEME, le=offre.expire_le) is None
    assert places_prises(offre.groupe) == 1


def test_rappeler_une_seule_fois_et_seulement_sans_reponse():
    offre = proposer()
    assert rappeler_offre(offre=offre, le=offre.rappel_le) is not None
    assert rappeler_offre(offre=offre, le=offre.rappel_le) is None
    assert Avis.objects.filter(cle=f"offre:rappel:{offre.pk}").count() == 1
    autre = proposer()
    decliner_offre(offre=autre, acteur=personne(autre), le=timezone.now(), motif_code="offre_lieu")
    assert rappeler_offre(offre=autre, le=autre.rappel_le) is None


def test_retirer_libere_la_place_et_le_dit():
    offre = proposer()
    retirer_offre(offre=offre, acteur=CONSEILLER, le=timezone.now(), motif_code="retrait_groupe_change")
    assert places_prises(offre.groupe) == 0
    assert "a changé" in Avis.objects.get(cle=f"offre:retiree:{offre.pk}").corps


def test_la_personne_ne_retire_pas_l_offre_elle_meme():
    offre = proposer()
    with pytest.raises(RoleInsuffisant):
        retirer_offre(offre=offre, acteur=personne(offre), le=timezone.now(), motif_code="retrait_erreur")


def test_le_delai_compte_les_jours_ouvrables_et_finit_avant_le_debut():
    offre = OffreFactory.build(groupe=GroupeFactory())
    vendredi = timezone.make_aware(timezone.datetime(2026, 12, 18, 10))
    from inscriptions.actions.sieges import delais_de_reponse

    delais = delais_de_reponse(offre.groupe, vendredi)
    # 21, 22, 23 décembre, puis 24-26 et 31 au 2 janvier fermés : 28 et 29.
    assert timezone.localdate(delais.expire_le).isoformat() == "2026-12-29"
    assert timezone.localdate(delais.rappel_le).isoformat() == "2026-12-22"
