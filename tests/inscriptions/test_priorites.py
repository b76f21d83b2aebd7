"""The dispatch order: criteria told twice alike, versions frozen, queue classed again when one takes effect."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, pas_possibles
from guichet.models import Journal
from inscriptions.actions import calcul
from inscriptions.actions import execution as placements
from inscriptions.actions.dossier import mettre_en_attente
from inscriptions.actions.priorites import (
    annuler_regle,
    appliquer_regles_dues,
    modifier_regle,
    publier_regle,
    reclasser,
    reclasser_la_file,
    rediger_regle,
)
from inscriptions.models import Inscription, RegleDePriorite
from inscriptions.priorites import (
    CRITERES,
    ClasseDePriorite,
    Faits,
    classe_de,
    criteres_remplis,
    defauts,
    lire_classes,
)
from inscriptions.queries.priorites import criteres_par_demande, passages, regle_en_vigueur, repartition, seuils_du
from inscriptions.states_priorite import CYCLE_REGLE, EtatRegle
from tests.factories.guichet import UtilisateurFactory
from tests.factories.inscriptions import (
    GroupeFactory,
    InscriptionFactory,
    OffreFactory,
    PlaceFactory,
    RegleFactory,
    SessionCoursFactory,
)

pytestmark = pytest.mark.django_db

STATUTS = ("personne_protegee", "demandeur_asile", "travailleur_permis_ouvert", "resident_permanent")
AUTRES = {"rang": 2, "libelle": "Les autres", "criteres": [], "tous": False}


@pytest.fixture
def direction() -> Acteur:
    return Acteur(role=Role.DIRECTION, utilisateur_id=UtilisateurFactory().pk)


def demande(hasard: random.Random, **champs) -> Inscription:
    """A request with facts drawn at random."""
    maintenant = timezone.now()
    return InscriptionFactory(
        statut_id=hasard.choice(STATUTS),
        arrivee_le=timezone.localdate() - timedelta(days=hasard.randrange(10, 900)),
        complete_le=maintenant - timedelta(days=hasard.randrange(1, 160)),
        enfants_a_garder=hasard.randrange(3),
        formules=hasard.choice((["temps_complet"], ["temps_partiel", "temps_complet"])),
        filiere=hasard.choice(("reguliere", "alpha")),
        niveau=hasard.randrange(1, 9),
        **champs,
    )


def faits(inscription: Inscription) -> Faits:
    place = inscription.places.order_by("confirmee_le").last()
    return Faits(
        statut=inscription.statut_id,
        arrivee_le=inscription.arrivee_le,
        complete_le=inscription.complete_le,
        enfants=inscription.enfants_a_garder,
        formule=inscription.formule_preferee,
        filiere=inscription.filiere,
        niveau=inscription.niveau,
        derniere_place=place.etat if place else "",
    )


def place_quittee(inscription: Inscription, etat: str) -> None:
    offre = OffreFactory(inscription=inscription, etat="acceptee", repondue_le=timezone.now())
    PlaceFactory(offre=offre, etat=etat, commencee_le=timezone.now(), finie_le=timezone.now())


def test_chaque_critere_dit_la_meme_chose_en_sql_et_en_python():
    hasard = random.Random(7)
    demandes = [demande(hasard) for _ in range(60)]
    for inscription, etat in zip(demandes, itertools.cycle(("groupe_ferme", "terminee", "abandonnee")), strict=False):
        if hasard.random() < 0.5:
            place_quittee(inscription, etat)
    jour = timezone.localdate()
    lus = criteres_par_demande(jour=jour)
    attendus = {i.pk: criteres_remplis(faits(i), seuils_du(jour)) for i in demandes}
    assert lus == attendus
    assert {code for codes in lus.values() for code in codes} == set(CRITERES), "Chaque critère sert."


def test_le_classement_en_bloc_est_celui_de_la_regle_en_python():
    hasard = random.Random(11)
    demandes = [demande(hasard) for _ in range(40)]
    assert reclasser_la_file(le=timezone.now()) == 40
    jour, ordre = timezone.localdate(), regle_en_vigueur().ordre
    for inscription in demandes:
        inscription.refresh_from_db()
        remplis = criteres_remplis(faits(inscription), seuils_du(jour))
        classe = classe_de(ordre, remplis)
        assert inscription.classe_priorite == classe.rang
        assert tuple(inscription.criteres_priorite) == classe.raisons(remplis)
    assert reclasser_la_file(le=timezone.now()) == 0


def test_une_classe_peut_exiger_tous_ses_criteres():
    classe = ClasseDePriorite(1, "Parents réfugiés", ("personne_protegee", "jeunes_enfants"), tous=True)
    assert classe.accueille({"personne_protegee", "jeunes_enfants"})
    assert not classe.accueille({"jeunes_enfants"})
    ordre = [classe.en_donnees(), AUTRES]
    RegleFactory(annoncee=True, en_vigueur_le=timezone.localdate(), classes=ordre)
    parent = InscriptionFactory(statut_id="personne_protegee", enfants_a_garder=1)
    seul = InscriptionFactory(statut_id="personne_protegee")
    appliquer_regles_dues(le=timezone.now())
    parent.refresh_from_db()
    seul.refresh_from_db()
    assert (parent.classe_priorite, parent.criteres_priorite) == (1, ["personne_protegee", "jeunes_enfants"])
    assert (seul.classe_priorite, seul.criteres_priorite) == (2, [])


def test_un_dossier_qui_change_change_de_classe_dans_la_meme_transaction():
    inscription = InscriptionFactory(etat="evaluee", en_attente_le=None, statut_id="demandeur_asile")
    conseiller = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
    faite = mettre_en_attente(inscription=inscription, acteur=conseiller, le=timezone.now())
    assert (faite.classe_priorite, faite.criteres_priorite) == (3, ["demandeur_asile"])
    faite.refresh_from_db()
    assert faite.classe_priorite == 3


def test_la_personne_dont_le_groupe_ferme_passe_en_premier():
    inscription = InscriptionFactory(statut_id="resident_permanent")
    place_quittee(inscription, "groupe_ferme")
    reclasser(inscription, le=timezone.now())
    assert (inscription.classe_priorite, inscription.criteres_priorite) == (1, ["groupe_ferme"])


def test_un_brouillon_part_de_la_version_en_vigueur_et_change_tant_qu_il_n_est_pas_publie(direction):
    brouillon = rediger_regle(acteur=direction, le=timezone.now())
    assert brouillon.ordre == regle_en_vigueur().ordre
    classes = [ClasseDePriorite(1, "Parents", ("jeunes_enfants",)), ClasseDePriorite(2, "Les autres")]
    modifiee = modifier_regle(
        regle=brouillon,
        acteur=direction,
        nom="Parents d’abord",
        pourquoi="Essai",
        certitude="synthetique",
        classes=classes,
    )
    assert list(modifiee.ordre) == classes
    publiee = publier_regle(
        regle=modifiee,
        date_effet=timezone.localdate() + timedelta(days=3),
        acteur=direction,
        le=timezone.now(),
    )
    with pytest.raises(TransitionRefusee, match="ne change plus"):
        modifier_regle(regle=publiee, acteur=direction, nom="x", pourquoi="y", certitude="synthetique", classes=classes)


def test_la_base_refuse_de_changer_une_version_publiee():
    regle = RegleFactory(annoncee=True)
    with pytest.raises(Error, match="ne change plus"), transaction.atomic():
        RegleDePriorite.objects.filter(pk=regle.pk).update(classes=[AUTRES | {"rang": 1}])
    RegleDePriorite.objects.filter(pk=RegleFactory().pk).update(classes=[AUTRES | {"rang": 1}])


def test_une_seule_version_est_en_vigueur():
    with pytest.raises(Error), transaction.atomic():
        RegleFactory(annoncee=True, etat="en_vigueur", appliquee_le=timezone.now())


def test_une_version_prend_effet_le_jour_dit_et_pas_avant():
    regle = RegleFactory(annoncee=True)
    asile = InscriptionFactory(statut_id="demandeur_asile")
    assert appliquer_regles_dues(le=timezone.now()) == 0
    le = timezone.now() + timedelta(days=11)
    assert appliquer_regles_dues(le=le) == 1
    assert regle_en_vigueur() == regle
    asile.refresh_from_db()
    assert asile.classe_priorite == 1
    regle.refresh_from_db()
    assert regle.nb_reclassees == 1
    premiere = RegleDePriorite.objects.get(numero=1)
    assert premiere.etat == EtatRegle.REMPLACEE
    assert appliquer_regles_dues(le=le) == 0


def test_deux_versions_dues_la_meme_nuit_prennent_effet_dans_l_ordre_de_leurs_jours():
    jour = timezone.localdate()
    seconde = RegleFactory(annoncee=True, en_vigueur_le=jour)
    premiere = RegleFactory(annoncee=True, en_vigueur_le=jour - timedelta(days=1))
    assert appliquer_regles_dues(le=timezone.now()) == 2
    premiere.refresh_from_db()
    assert (regle_en_vigueur(), premiere.etat) == (seconde, EtatRegle.REMPLACEE)


def test_une_version_ne_se_publie_ni_dans_le_passe_ni_deux_fois_le_meme_jour(direction):
    prise = RegleFactory(annoncee=True)
    hier = timezone.localdate() - timedelta(days=1)
    for jour, message in ((hier, "aujourd’hui ou plus tard"), (prise.en_vigueur_le, "déjà annoncée")):
        with pytest.raises(TransitionRefusee, match=message):
            publier_regle(regle=RegleFactory(), date_effet=jour, acteur=direction, le=timezone.now())


def test_une_version_annoncee_s_annule_avec_un_motif_et_n_est_jamais_appliquee(direction):
    regle = RegleFactory(annoncee=True, en_vigueur_le=timezone.localdate())
    with pytest.raises(TransitionRefusee):
        annuler_regle(regle=regle, acteur=direction, le=timezone.now(), motif=" ")
    annuler_regle(regle=regle, acteur=direction, le=timezone.now(), motif="Erreur")
    assert appliquer_regles_dues(le=timezone.now()) == 0


def test_seules_la_direction_et_l_administration_ecrivent_l_ordre():
    for role in set(Role) - {Role.DIRECTION, Role.ADMINISTRATEUR}:
        with pytest.raises(RoleInsuffisant):
            rediger_regle(acteur=Acteur(role=role), le=timezone.now())


@pytest.mark.parametrize("pas", CYCLE_REGLE.pas, ids=lambda pas: pas.nom)
@pytest.mark.parametrize("etat", EtatRegle)
@pytest.mark.parametrize("role", Role)
def test_une_version_ne_prend_que_les_pas_de_son_cycle(role, etat, pas):
    permis = role in pas.roles and etat in pas.de
    regle = RegleDePriorite(etat=etat)
    assert (pas in pas_possibles(regle, Acteur(role=role))) is permis
    if not permis:
        with pytest.raises(TransitionRefusee):
            franchir(regle, pas.nom, acteur=Acteur(role=role), motif="x", le=timezone.now())


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ([], "au moins une classe"),
        ([{"rang": 1, "libelle": "A", "criteres": ["alpha"], "tous": False}], "n’a pas de critère"),
        ([{"rang": 1, "libelle": "A", "criteres": [], "tous": False}, AUTRES], "au moins un critère"),
        ([{"rang": 1, "libelle": "A", "criteres": ["inconnu"], "tous": False}, AUTRES], "Critère inconnu"),
        ([{"rang": 1, "libelle": "Les autres", "criteres": ["alpha"], "tous": False}, AUTRES], "même nom"),
        ([{"rang": 3, "libelle": "A", "criteres": ["alpha"], "tous": False}, AUTRES], "se suivent"),
    ],
)
def test_un_ordre_mal_fait_est_refuse_en_mots(classes, message):
    assert message in " ".join(defauts(lire_classes(classes)))


def test_l_effet_sur_la_file_se_compte_par_classe():
    for statut in ("demandeur_asile", "demandeur_asile", "resident_permanent"):
        InscriptionFactory(statut_id=statut)
    InscriptionFactory(deposee=True, statut_id="demandeur_asile")
    reclasser_la_file(le=timezone.now())
    regle, jour = RegleFactory(), timezone.localdate()
    effets = repartition(regle, jour=jour)
    assert [(effet.classe.rang, effet.nombre, effet.montent) for effet in effets] == [(1, 2, 2), (2, 1, 1)]
    trajets = [(p.de.rang, p.vers.rang, p.nombre) for p in passages(regle_en_vigueur(), regle, jour=jour)]
    assert trajets == [(3, 1, 2), (5, 2, 1)]


def test_chaque_placement_retient_la_version_qui_a_classe_la_file():
    debut = timezone.localdate() + timedelta(days=40)
    session = SessionCoursFactory(code="ESSAI", debut=debut, fin=debut + timedelta(days=70))
    GroupeFactory(session=session, capacite=2, minimum=1)
    InscriptionFactory()
    conseiller = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
    execution = placements.demander_placement(session=session, regions=["06"], acteur=conseiller, le=timezone.now())
    calcul.calculer(execution_id=execution.pk, le=timezone.now())
    execution.refresh_from_db()
    assert execution.regle_priorite.numero == 1
    ligne = Journal.objects.de_l_objet(execution).get(pas="proposer")
    assert ligne.contexte == {"regle_priorite": 1}
