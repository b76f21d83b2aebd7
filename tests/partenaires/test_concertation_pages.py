"""The pages of concertation: from the call to the kept promise, forms that keep what was typed, and the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from guichet.acteurs import Acteur, Role
from partenaires import policies
from partenaires.models import (
    AbonnementCalendrier,
    ConsultationTable,
    EngagementConcertation,
    MandatTable,
    PositionMembre,
    Rencontre,
    TableConcertation,
)
from tests.connexion import connecter
from tests.factories.concertation import (
    ConsultationFactory,
    EngagementFactory,
    MandatFactory,
    RencontreFactory,
    TableFactory,
)
from tests.factories.guichet import OrganisationFactory
from tests.factories.pilotage import AmeliorationFactory
from tests.partenaires.ententes import texte

pytestmark = pytest.mark.django_db


def date_saisie(nom: str, jours: int) -> dict[str, str]:
    jour = timezone.localdate() + timedelta(days=jours)
    return {f"{nom}_jour": str(jour.day), f"{nom}_mois": str(jour.month), f"{nom}_annee": str(jour.year)}


def poster(client: Client, route: str, *args, **donnees) -> str:
    return texte(client.post(reverse(route, args=args), donnees, follow=True))


def test_de_la_table_a_l_engagement_tenu_par_les_pages():
    direction, organisation = connecter("direction"), OrganisationFactory(courriel="membre@exemple.test")
    assert "La table est ouverte" in poster(direction, "table_ouvrir", region="06", mandat="Se concerter.")
    table = TableConcertation.objects.get()
    poster(
        direction,
        "mandat_donner",
        table.pk,
        organisation=organisation.pk,
        titre="les organismes",
        representant="A. Tremblay",
        **date_saisie("du", 0),
    )
    assert MandatTable.objects.get().organisation == organisation
    heures = {"debut": "10:00", "fin": "12:00", "lieu": "En ligne"}
    page = poster(direction, "rencontre_nouvelle", table.pk, sujet="Automne", **date_saisie("jour", 9), **heures)
    assert "La rencontre est préparée" in page and "Automne" in page
    prete = Rencontre.objects.get()
    page = poster(direction, "rencontre_ordre", prete.pk, titre="Les retards", origine_genre="audit", origine_cle="VGQ")
    assert "Le point est ajouté" in page and "Audit : VGQ" in page
    poster(direction, "rencontre_ordre", prete.pk, retirer=prete.points.get().pk)
    assert prete.points.filter(retire_le=None).count() == 0
    assert "Convoquée" in poster(direction, "rencontre_pas", prete.pk, pas="convoquer")
    page = poster(
        direction,
        "engagement_nouveau",
        table.pk,
        titre="Rappeler chaque personne",
        responsable=f"org:{organisation.pk}",
        indicateur="abandon",
        **date_saisie("echeance", 40),
    )
    assert "L’engagement est inscrit" in page
    pris = EngagementConcertation.objects.get()
    membre = connecter("agent_partenaire", organisation=organisation)
    accueil = texte(membre.get(reverse("partenaire_accueil")))
    assert "Automne" in accueil and "Rappeler chaque personne" in accueil
    assert "Rappeler chaque personne" in texte(membre.get(reverse("concertation")))
    assert "Commencé" in poster(membre, "engagement_pas", pris.pk, pas="commencer")
    page = poster(membre, "engagement_tenir", pris.pk, texte="Le bilan.")
    assert "Joignez une preuve" in page and "Le bilan." in page
    page = poster(membre, "engagement_tenir", pris.pk, texte="Le bilan.", valeur="17,5")
    assert "17,5" in page.replace("\xa0", " ") and "Tenu" in page
    assert membre.get(reverse("engagement_abandonner", args=[pris.pk])).status_code == 403


def test_une_rencontre_tenue_va_jusqu_au_compte_rendu_approuve():
    tenue = RencontreFactory(tenue=True)
    mandat = MandatFactory(table=tenue.table)
    conseil, cle = connecter("conseiller", regions=["06"]), mandat.organisation_id.hex
    page = poster(conseil, "rencontre_presences", tenue.pk, **{f"p_{cle}": "excusee", f"r_{cle}": "X"})
    assert "Excusée" in page
    poster(conseil, "rencontre_decision", tenue.pk, texte="Ouvrir deux groupes.")
    assert "1. Ouvrir deux groupes." in texte(conseil.get(reverse("rencontre_compte_rendu", args=[tenue.pk])))
    assert "n’est pas encore approuvé" in poster(conseil, "rencontre_compte_rendu", tenue.pk, texte="<b>Dit</b>")
    page = poster(conseil, "rencontre_pas", tenue.pk, pas="approuver")
    assert "une autre personne qui anime la table" in page and "Approuver le compte rendu" not in page
    page = poster(connecter("direction"), "rencontre_pas", tenue.pk, pas="approuver")
    assert "Compte rendu approuvé" in page and "&lt;b&gt;Dit" in page
    assert "ne change plus" in poster(conseil, "rencontre_compte_rendu", tenue.pk, texte="Autre")


def test_une_consultation_recueille_les_positions_et_dit_la_suite():
    table, conseil = TableFactory(), connecter("conseiller", regions=["06"])
    organisation = MandatFactory(table=table).organisation
    MandatFactory(table=table)
    dates = date_saisie("du", 0) | date_saisie("au", 8)
    poster(conseil, "consultation_nouvelle", table.pk, question="Le soir?", contexte="x", **dates)
    posee = ConsultationTable.objects.get()
    membre = connecter("gestionnaire_partenaire", organisation=organisation)
    assert membre.get(reverse("consultation_table", args=[posee.pk])).status_code == 404
    poster(conseil, "consultation_pas", posee.pk, pas="ouvrir_aux_membres")
    assert "Votre position est attendue" in texte(membre.get(reverse("concertation")))
    assert "Choisissez une position" in poster(membre, "consultation_position", posee.pk, raisons="Gardé")
    page = poster(membre, "consultation_position", posee.pk, position="amende", raisons="Avec des moyens.")
    assert "Avec des moyens." in page and "1 membre sans réponse" in page
    assert PositionMembre.objects.get().organisation == organisation
    assert "Écrivez ce texte" in poster(conseil, "consultation_clore", posee.pk, texte="")
    assert "Retenu." in poster(conseil, "consultation_clore", posee.pk, texte="Retenu.")
    assert connecter("agent_partenaire").get(reverse("consultation_table", args=[posee.pk])).status_code == 404


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"fin": "09:00"}, "finit après son début"),
        ({"debut": "midi"}, "Écrivez l’heure ainsi"),
        ({"lien": "pas un lien"}, "adresse complète"),
        ({"jour_annee": "2001"}, "à venir"),
    ],
)
def test_une_rencontre_mal_saisie_se_dit_et_se_garde(champs, message):
    saisie = {"sujet": "Gardé", "debut": "10:00", "fin": "12:00", "lieu": "Ici"} | date_saisie("jour", 9) | champs
    page = poster(connecter("direction"), "rencontre_nouvelle", TableFactory().pk, **saisie)
    assert message in page and "Gardé" in page and not Rencontre.objects.exists()


def test_qui_ne_lit_pas_la_concertation_est_refuse():
    for role in ("analyste", "administrateur", "enseignant"):
        assert connecter(role).get(reverse("concertation")).status_code == 403
    assert connecter("payeur").get(reverse("concertation")).status_code == 200


def test_dix_engagements_coutent_les_requetes_d_un(django_assert_max_num_queries):
    table, direction = TableFactory(), connecter("direction")
    EngagementFactory.create_batch(10, table=table)
    for route, args, plafond in (("concertation", [], 16), ("table_concertation", [table.pk], 20)):
        with django_assert_max_num_queries(plafond):
            direction.get(reverse(route, args=args))


def test_un_membre_compte_tous_ceux_qui_siegent_avec_lui():
    mandat = MandatFactory()
    MandatFactory(table=mandat.table)
    MandatFactory(table=mandat.table, au=timezone.localdate() - timedelta(days=1))
    reponse = connecter("agent_partenaire", organisation=mandat.organisation).get(reverse("concertation"))
    assert [table.nb_membres for table in reponse.context["tables"]] == [2]


def test_un_engagement_dit_d_ou_il_vient_et_le_ministere_seul_y_va():
    mandat, constat = MandatFactory(), AmeliorationFactory()
    cle = str(constat.pk)
    pris = EngagementFactory(
        table=mandat.table, organisation=mandat.organisation, origine_genre="amelioration", origine_cle=cle
    )
    page, lien = reverse("engagement", args=[pris.pk]), reverse("amelioration", args=[cle])
    lue = texte(connecter("conseiller", regions=["06"]).get(page))
    assert "Constat du registre d’amélioration" in lue and lien in lue
    membre = texte(connecter("gestionnaire_partenaire", organisation=mandat.organisation).get(page))
    assert "Constat du registre d’amélioration" in membre and lien not in membre
    sans = EngagementFactory(table=mandat.table)
    assert "Vient de" not in texte(connecter("direction").get(reverse("engagement", args=[sans.pk])))
    with pytest.raises(IntegrityError, match="engagement_origine_entiere"), transaction.atomic():
        EngagementFactory(table=mandat.table, origine_genre="amelioration")
    with pytest.raises(IntegrityError, match="ne se réécrit pas"), transaction.atomic():
        EngagementConcertation.objects.filter(pk=pris.pk).update(origine_cle="autre")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("regions", [[], ["06"]], ids=["province", "montreal"])
def test_les_tables_animees_sont_celles_que_dit_la_regle(role, regions):
    for region in ("06", "03", None):
        TableFactory(region_id=region, nom=f"Table {region}")
    acteur = Acteur(role=role, regions=tuple(regions))
    attendues = {table for table in policies.tables_visibles(acteur) if policies.peut_animer(table, acteur)}
    assert set(policies.tables_animees(acteur)) == attendues


# --- The calendar ---


def abonner(client: Client) -> str:
    page = client.post(reverse("calendrier_abonnement")).content.decode()
    debut = page.index("/concertation/calendrier/", page.index("bandeau"))
    return page[debut : page.index(".ics", debut) + 4]


def lire(adresse: str) -> tuple[bytes, Calendar]:
    reponse = Client().get(adresse)
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return reponse.content, Calendar.from_ical(reponse.content)


def test_le_calendrier_suit_la_rfc_5545():
    table = TableFactory()
    organisation = MandatFactory(table=table).organisation
    debut = timezone.now().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=9)
    sujet = "Rentrée, retards; « cours du soir » \\ et la suite\nsur deux lignes : " + "é" * 60
    annulee = RencontreFactory(table=table, etat="annulee", convoquee_le=timezone.now(), sequence=2, sujet="Annulée")
    tenue = RencontreFactory(table=table, convoquee=True, sujet=sujet, debut=debut, fin=debut + timedelta(hours=2))
    RencontreFactory(table=table, sujet="Pas encore convoquée")
    posee = ConsultationFactory(table=table)
    promis = EngagementFactory(table=table)
    EngagementFactory(table=table, tenu=True, titre="Déjà tenu")
    RencontreFactory(table=TableFactory(region_id="03"), convoquee=True, sujet="Ailleurs")
    brut, calendrier = lire(abonner(connecter("agent_partenaire", organisation=organisation)))
    evenements = {str(e["UID"]).split("@")[0]: e for e in calendrier.walk("VEVENT")}
    assert set(evenements) == {str(o.pk) for o in (annulee, tenue, posee, promis)}
    lue = evenements[str(tenue.pk)]
    # Escaped and folded on the wire, whole once read.
    assert str(lue["SUMMARY"]).startswith(sujet) and b"retards\\;" in brut.replace(b"\r\n ", b"")
    assert all(len(ligne) <= 75 for ligne in brut.split(b"\r\n")) and b"\n" not in brut.replace(b"\r\n", b"")
    assert lue["DTSTART"].dt == debut and lue["DTSTART"].params["TZID"] == "America/Toronto"
    assert [z["TZID"] for z in calendrier.walk("VTIMEZONE")] == ["America/Toronto"]
    assert evenements[str(annulee.pk)]["STATUS"] == "CANCELLED" and evenements[str(annulee.pk)]["SEQUENCE"] == 2
    assert evenements[str(promis.pk)]["DTSTART"].dt == promis.echeance
    assert all("DTSTAMP" in e and e["DTSTAMP"].dt.utcoffset() == timedelta(0) for e in evenements.values())
    assert calendrier["PRODID"] and calendrier["VERSION"] == "2.0"


def test_l_adresse_revoquee_remplacee_ou_devinee_ne_donne_rien():
    organisation = MandatFactory().organisation
    membre = connecter("agent_partenaire", organisation=organisation)
    premiere = abonner(membre)
    seconde = abonner(membre)
    assert Client().get(premiere).status_code == 404 and lire(seconde)
    assert AbonnementCalendrier.objects.filter(revoque_le=None).count() == 1
    assert "ne donne plus rien" in poster(membre, "calendrier_abonnement", faire="revoquer")
    inconnue = reverse("calendrier_ics", args=["jeton-forge"])
    assert Client().get(seconde).status_code == Client().get(inconnue).status_code == 404
    troisieme = abonner(membre)
    adhesion = membre.acteur_de_test
    adhesion.valide_au, adhesion.motif_fin = timezone.localdate() - timedelta(days=1), "Départ"
    adhesion.save()
    assert Client().get(troisieme).status_code == 404


def test_qui_ne_siege_plus_n_a_plus_rien_au_calendrier():
    mandat = MandatFactory(au=timezone.localdate())
    RencontreFactory(table=mandat.table, convoquee=True)
    adresse = abonner(connecter("agent_partenaire", organisation=mandat.organisation))
    assert len(lire(adresse)[1].walk("VEVENT")) == 1
    autre = abonner(connecter("agent_partenaire"))
    assert lire(autre)[1].walk("VEVENT") == []
