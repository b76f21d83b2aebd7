"""People to reach in the synthetic province: follow-ups with their attempts, losses completed, two campaigns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Exists, OuterRef

from guichet.acteurs import Acteur, Role
from guichet.models import Journal
from inscriptions.models import Bras, CampagneRelance, Inscription, ParticipationCampagne, Strate
from inscriptions.peuplement.calendrier import FUSEAU
from inscriptions.relances.statistique import taille_par_groupe
from inscriptions.relances.tirage import rang as rang_du_tirage
from inscriptions.relances.tirage import tirer

_JOUR = "current_setting('peuplement.jour')::timestamptz"
_JOURNAL = """
INSERT INTO guichet_journal (objet_type, objet_id, pas, de, vers, le, acteur_role, acteur_libelle, motif_code, motif,
  requete_id, personne_id, organisation_id, region_id, niveau, formule, contexte)
"""


def _part(cle: str, sur: int) -> str:
    """A number from 0 to `sur`, drawn from an identifier: the same province on every run."""
    return f"('x' || substr(md5({cle}::text), 1, 6))::bit(24)::int % {sur}"


# Everything that happened in the last month: seats never taken or left, offers and files left without an answer.
SUIVIS = f"""
CREATE TEMP TABLE suite_cause ON COMMIT DROP AS
SELECT CASE p.etat WHEN 'abandonnee' THEN 'abandon' ELSE 'absence_initiale' END AS genre, p.id AS cause,
  p.etat_depuis AS cause_le, p.inscription_id, p.personne_id, p.region_id, g.numero AS detail
FROM inscriptions_place p JOIN inscriptions_inscription i ON i.id = p.inscription_id
JOIN inscriptions_groupe g ON g.id = p.groupe_id
WHERE p.etat IN ('abandonnee', 'jamais_presentee') AND i.etat = 'inactive'
  AND p.etat_depuis > {_JOUR} - interval '30 days'
UNION ALL
SELECT 'offre_expiree', o.id, o.etat_depuis, o.inscription_id, o.personne_id, o.region_id, g.numero
FROM inscriptions_offredeplace o JOIN inscriptions_inscription i ON i.id = o.inscription_id
JOIN inscriptions_groupe g ON g.id = o.groupe_id
WHERE o.etat = 'expiree' AND i.etat = 'en_attente' AND o.etat_depuis > {_JOUR} - interval '30 days'
  AND NOT EXISTS (SELECT 1 FROM inscriptions_offredeplace n WHERE n.inscription_id = o.inscription_id
                  AND n.proposee_le > o.proposee_le)
UNION ALL
SELECT 'dossier_incomplet', i.id, i.etat_depuis, i.id, i.personne_id, i.region_id, i.numero
FROM inscriptions_inscription i WHERE i.etat = 'a_completer'
  AND i.etat_depuis BETWEEN {_JOUR} - interval '40 days' AND {_JOUR} - interval '16 days';
CREATE TEMP TABLE suite_suivi ON COMMIT DROP AS
SELECT DISTINCT ON (c.genre, c.inscription_id) md5('suivi' || c.cause)::uuid AS id, c.*,
  least(c.cause_le + interval '1 day', {_JOUR} - interval '6 hours') AS le, {_part("c.cause", 10)} AS tirage
FROM suite_cause c
WHERE NOT EXISTS (SELECT 1 FROM inscriptions_suivipersonne s WHERE s.cause = c.cause)
ORDER BY c.genre, c.inscription_id, c.cause_le DESC, c.cause;
{_JOURNAL} SELECT 'suivi_personne', id, 'ouvrir', '', 'ouvert', le, 'systeme', 'Portail', '', '', '', personne_id,
  NULL, region_id, NULL, '', '{{}}' FROM suite_suivi ORDER BY le, id;
INSERT INTO inscriptions_suivipersonne (id, etat, etat_depuis, cree_le, genre, cause, cause_le, inscription_id,
  personne_id, region_id, detail, ouvert_le, agir_le)
SELECT id, 'ouvert', le, le, genre, cause, cause_le, inscription_id, personne_id, region_id,
  CASE genre WHEN 'dossier_incomplet' THEN detail ELSE 'Groupe ' || detail END, le, le::date + 5 FROM suite_suivi;
CREATE TEMP TABLE suite_tentative ON COMMIT DROP AS
SELECT s.*, r.nom AS par FROM suite_suivi s
CROSS JOIN (SELECT 'Conseil' AS nom) r WHERE s.tirage < 5 AND s.le < {_JOUR} - interval '3 days';
INSERT INTO inscriptions_tentativecontact (id, suivi_id, personne_id, region_id, canal, motif_id, note, le,
  prochaine_le, par_libelle)
SELECT md5('tentative' || id)::uuid, id, personne_id, region_id, 'telephone',
  CASE tirage WHEN 0 THEN 'suivi_joint' WHEN 1 THEN 'suivi_ne_souhaite_plus' WHEN 2 THEN 'suivi_message'
    ELSE 'suivi_sans_reponse' END, '', le + interval '2 days',
  CASE WHEN tirage = 1 THEN NULL ELSE {_JOUR}::date + tirage - 2 END, par FROM suite_tentative;
{_JOURNAL} SELECT 'suivi_personne', id, CASE tirage WHEN 0 THEN 'joindre' WHEN 1 THEN 'clore' ELSE 'tenter' END,
  'ouvert', CASE tirage WHEN 0 THEN 'joint' WHEN 1 THEN 'clos' ELSE 'en_cours' END, le + interval '2 days',
  'conseiller', par, CASE tirage WHEN 0 THEN 'suivi_joint' WHEN 1 THEN 'fin_ne_souhaite_plus' ELSE '' END,
  CASE tirage WHEN 1 THEN 'Ne souhaite plus de cours ou de contact' ELSE '' END, '', personne_id, NULL, region_id,
  NULL, '', '{{}}' FROM suite_tentative ORDER BY le, id;
UPDATE inscriptions_suivipersonne s SET
  etat = CASE t.tirage WHEN 0 THEN 'joint' WHEN 1 THEN 'clos' ELSE 'en_cours' END,
  etat_depuis = t.le + interval '2 days', agir_le = {_JOUR}::date + t.tirage - 2,
  issue_id = CASE t.tirage WHEN 1 THEN 'fin_ne_souhaite_plus' END,
  clos_le = CASE t.tirage WHEN 1 THEN t.le + interval '2 days' END
FROM suite_tentative t WHERE t.id = s.id;
INSERT INTO guichet_consentement (id, personne_id, region_id, finalite, version, accorde, le)
SELECT md5('silence' || id)::uuid, personne_id, region_id, 'relances', 'contact', false, le + interval '2 days'
FROM suite_tentative WHERE tirage = 1 ON CONFLICT DO NOTHING;
"""  # noqa: S608

# One exit in twelve whose reason was unknown was asked for later.
COMPLEMENTS = f"""
INSERT INTO inscriptions_complementdeperte (id, sortie, inscription_id, personne_id, region_id, motif_id, preuve, note,
  le, par_libelle)
SELECT md5('complement' || j.objet_id)::uuid, j.id, j.objet_id, j.personne_id, j.region_id,
  (ARRAY['perte_emploi', 'perte_garde', 'perte_horaire', 'perte_demenagement'])[1 + {_part("j.objet_id", 4)}],
  'appel', 'Raison donnée au téléphone.', least(j.le + interval '9 days', {_JOUR} - interval '5 hours'), 'Conseil'
FROM guichet_journal j
WHERE j.objet_type = 'inscription' AND j.vers = 'inactive' AND j.le < {_JOUR} - interval '2 days'
  AND {_part("j.objet_id", 12)} = 0
ON CONFLICT DO NOTHING;
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign to tell: launched so many days ago, for so long, and how many people it found at most."""

    nom: str
    cible: str
    taux: Decimal
    effet: Decimal
    depuis: int
    au_plus: int
    # One contacted person in so many comes back, one control in so many.
    retours: tuple[int, int]


PLANS = (
    Plan("Reprendre après une pause", "inactive", Decimal("0.06"), Decimal("0.14"), 30, 2000, (4, 15)),
    Plan("Demandes retirées cet automne", "retiree", Decimal("0.10"), Decimal("0.05"), 29, 40, (5, 8)),
)
DUREE = 28
CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")


def conter_les_relances(jour: date) -> None:
    """Write them all; the caller has the province's scope and one transaction for the whole load."""
    minuit = datetime.combine(jour, time(), FUSEAU)
    # Campaigns first: nobody follows up someone who came back.
    for rang, plan in enumerate(PLANS, start=1):
        _conter_une_campagne(plan, rang, minuit)
    with connection.cursor() as curseur:
        curseur.execute("SELECT set_config('peuplement.jour', %s, true)", [minuit.isoformat()])
        for recit in (SUIVIS, COMPLEMENTS):
            for ordre in recit.split(";\n"):
                if ordre.strip():
                    curseur.execute(ordre)


def _conter_une_campagne(plan: Plan, rang: int, minuit: datetime) -> None:
    lancee = minuit - timedelta(days=plan.depuis) + timedelta(hours=9)
    fin = lancee + timedelta(days=DUREE)
    taille = taille_par_groupe(taux=float(plan.taux), effet=float(plan.effet), puissance=0.8)
    campagne = CampagneRelance(
        id=_identifiant("campagne", rang, minuit.date()),
        nom=plan.nom,
        cible=plan.cible,
        strate=Strate.FORMULE,
        graine=2026 + rang,
        taux_attendu=plan.taux,
        effet_minimal=plan.effet,
        taille_prevue=taille,
        conclure_le=fin.date(),
        debit_heure=600,
        lancee_le=lancee,
        par_libelle=CONSEIL.libelle,
        etat="terminee",
        etat_depuis=fin,
    )
    if CampagneRelance.objects.filter(pk=campagne.pk).exists():
        return
    pas = (
        ("ouvrir", "", "preparee", lancee - timedelta(days=1), CONSEIL),
        ("lancer", "preparee", "en_cours", lancee, CONSEIL),
        ("terminer", "en_cours", "terminee", fin, Acteur.systeme()),
    )
    for nom, de, vers, le, acteur in pas:
        Journal.inscrire(campagne, pas=nom, de=de, vers=vers, acteur=acteur, le=le)
    campagne.save(force_insert=True)
    _tirer_et_raconter(campagne, plan)


def _tirer_et_raconter(campagne: CampagneRelance, plan: Plan) -> None:
    """The draw the seed gives among those who were in this state, and who came back since."""
    lancee = campagne.lancee_le
    assert lancee is not None
    plus_recente = Inscription.objects.filter(personne=OuterRef("personne"), cree_le__gt=OuterRef("cree_le"))
    demandes = Inscription.objects.filter(
        ~Exists(plus_recente), etat=plan.cible, etat_depuis__lt=lancee, deposee_le__isnull=False
    ).exclude(personne__courriel="")
    par_personne = {demande.personne_id: demande for demande in demandes.order_by("numero")[: plan.au_plus]}
    strates = {pk: demande.formule_preferee or "" for pk, demande in par_personne.items()}
    tirage = tirer(strates.items(), graine=campagne.graine, temoins=campagne.taille_prevue)
    ParticipationCampagne.objects.bulk_create(
        ParticipationCampagne(
            id=_identifiant("participation", campagne.pk, pk),
            campagne=campagne,
            inscription=par_personne[pk],
            personne_id=pk,
            region_id=par_personne[pk].region_id,
            strate=strates[pk],
            bras=Bras.CONTACTEE if contactee else Bras.TEMOIN,
            du_le=lancee if contactee else None,
            depose_le=lancee if contactee else None,
        )
        for pk, contactee in tirage.items()
    )
    for pk, contactee in tirage.items():
        hasard = int(rang_du_tirage(campagne.graine + 1, pk)[:8], 16)
        if hasard % plan.retours[0 if contactee else 1] == 0:
            _revenir(par_personne[pk], lancee + timedelta(days=1 + hasard % (DUREE - 2), hours=2))


def _revenir(demande: Inscription, le: datetime) -> None:
    """She takes her request up again, then stops once more: the rest of her story stays true."""
    moi = Acteur(role=Role.PERSONNE, personne_id=demande.personne_id)
    pas, motif = (
        ("retirer", "demande_plus_besoin") if demande.etat == "retiree" else ("rendre_inactive", "inactive_pause")
    )
    acteur, fin = (moi if pas == "retirer" else CONSEIL), le + timedelta(days=1)
    Journal.inscrire(demande, pas="reprendre", de=demande.etat, vers="deposee", acteur=moi, le=le)
    Journal.inscrire(demande, pas=pas, de="deposee", vers=demande.etat, acteur=acteur, le=fin, motif_code=motif)
    Inscription.objects.filter(pk=demande.pk).update(etat_depuis=fin)


def _identifiant(*parties: object) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, ":".join(map(str, parties)))
