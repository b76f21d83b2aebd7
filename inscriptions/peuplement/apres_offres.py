"""What follows an offer, told once everyone is there: files of closed groups, referrals, refusals, set by set."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import connection

from inscriptions.peuplement.calendrier import FUSEAU

# Identifiers come from those of the objects they follow: the same province on every run.
_JOURNAL = """
INSERT INTO guichet_journal (objet_type, objet_id, pas, de, vers, le, acteur_role, acteur_libelle, motif_code, motif,
  requete_id, personne_id, organisation_id, region_id, niveau, formule, contexte)
"""

# The first instant of the province's day: what follows is told up to the evening before.
_JOUR = "current_setting('peuplement.jour')::timestamptz"

# A seat follows the one just before it: who loses two in turn is placed again twice, each time in another.
DOSSIERS = f"""
CREATE TEMP TABLE suite_dossier ON COMMIT DROP AS
SELECT md5('dossier' || g.id)::uuid AS id, g.id AS groupe_id, g.organisation_id, g.region_id, max(p.finie_le) AS le
FROM inscriptions_groupe g JOIN inscriptions_place p ON p.groupe_id = g.id AND p.etat = 'groupe_ferme'
WHERE NOT EXISTS (SELECT 1 FROM inscriptions_dossierreplacement d WHERE d.groupe_id = g.id) GROUP BY g.id;
{_JOURNAL} SELECT 'dossier_replacement', id, 'ouvrir', '', 'ouvert', le, 'systeme', 'Portail', '', '', '', NULL,
  organisation_id, region_id, NULL, '', '{{}}' FROM suite_dossier ORDER BY le, id;
INSERT INTO inscriptions_dossierreplacement (id, etat, etat_depuis, cree_le, groupe_id, organisation_id, region_id,
  ouvert_le, echeance)
SELECT id, 'ouvert', le, le, groupe_id, organisation_id, region_id, le, le::date + 30 FROM suite_dossier;
CREATE TEMP TABLE suite_replacement ON COMMIT DROP AS
SELECT md5('replacement' || p.id)::uuid AS id, d.id AS dossier_id, p.id AS place_id, p.inscription_id, p.personne_id,
  i.region_id, p.organisation_id, p.niveau, p.formule, d.le, i.etat AS demande, i.etat_depuis AS demande_le,
  n.id AS nouvelle_id, n.confirmee_le
FROM suite_dossier d JOIN inscriptions_place p ON p.groupe_id = d.groupe_id AND p.etat = 'groupe_ferme'
JOIN inscriptions_inscription i ON i.id = p.inscription_id
LEFT JOIN LATERAL (SELECT n.id, n.confirmee_le, n.etat FROM inscriptions_place n
                   WHERE n.inscription_id = p.inscription_id AND n.id <> p.id AND n.confirmee_le >= p.finie_le
                   ORDER BY n.confirmee_le LIMIT 1) n
  ON n.etat IN ('confirmee', 'commencee', 'terminee', 'groupe_ferme');
{_JOURNAL} SELECT 'replacement', id, 'ouvrir', '', 'a_replacer', le, 'systeme', 'Portail', '', '', '', personne_id,
  organisation_id, region_id, niveau, formule, '{{}}' FROM suite_replacement ORDER BY le, id;
INSERT INTO inscriptions_replacement (id, etat, etat_depuis, cree_le, dossier_id, place_id, inscription_id,
  personne_id, region_id, organisation_id, niveau, formule)
SELECT id, 'a_replacer', le, le, dossier_id, place_id, inscription_id, personne_id, region_id, organisation_id,
  niveau, formule FROM suite_replacement;
{_JOURNAL} SELECT 'replacement', id, 'placer', 'a_replacer', 'placee', confirmee_le, 'systeme', 'Portail', '', '', '',
  personne_id, organisation_id, region_id, niveau, formule, '{{}}'
FROM suite_replacement WHERE nouvelle_id IS NOT NULL AND confirmee_le >= le ORDER BY confirmee_le, id;
UPDATE inscriptions_replacement r SET etat = 'placee', etat_depuis = s.confirmee_le, finie_le = s.confirmee_le,
  nouvelle_place_id = s.nouvelle_id
FROM suite_replacement s WHERE s.id = r.id AND s.nouvelle_id IS NOT NULL AND s.confirmee_le >= s.le;
{_JOURNAL} SELECT 'replacement', r.id, 'constater_depart', 'a_replacer', 'partie', greatest(s.demande_le, s.le),
  'systeme', 'Portail', 'replacement_demande_finie', 'La demande est finie ou en pause', '', s.personne_id,
  s.organisation_id, s.region_id, s.niveau, s.formule, '{{}}'
FROM suite_replacement s JOIN inscriptions_replacement r ON r.id = s.id
WHERE r.etat = 'a_replacer' AND s.demande IN ('retiree', 'inactive', 'terminee', 'non_admissible')
ORDER BY 6, r.id;
UPDATE inscriptions_replacement r SET etat = 'partie', etat_depuis = greatest(s.demande_le, s.le),
  finie_le = greatest(s.demande_le, s.le)
FROM suite_replacement s WHERE s.id = r.id AND r.etat = 'a_replacer'
  AND s.demande IN ('retiree', 'inactive', 'terminee', 'non_admissible');
CREATE TEMP TABLE suite_close ON COMMIT DROP AS
SELECT d.id, d.organisation_id, d.region_id, max(r.finie_le) AS le FROM suite_dossier d
JOIN inscriptions_replacement r ON r.dossier_id = d.id
GROUP BY d.id, d.organisation_id, d.region_id HAVING bool_and(r.etat <> 'a_replacer');
{_JOURNAL} SELECT 'dossier_replacement', id, 'clore', 'ouvert', 'clos', le, 'systeme', 'Portail', '', '', '', NULL,
  organisation_id, region_id, NULL, '', '{{}}' FROM suite_close ORDER BY le, id;
UPDATE inscriptions_dossierreplacement d SET etat = 'clos', etat_depuis = s.le, clos_le = s.le
FROM suite_close s WHERE s.id = d.id;
INSERT INTO inscriptions_tentativecontact (id, replacement_id, personne_id, region_id, canal, motif_id, note, le,
  par_libelle)
SELECT md5('contact' || r.id)::uuid, r.id, r.personne_id, r.region_id, 'telephone', 'contact_message', '',
  r.etat_depuis + interval '2 days', 'Portail'
FROM inscriptions_replacement r JOIN suite_replacement s ON s.id = r.id
WHERE r.etat = 'a_replacer' AND r.etat_depuis < {_JOUR} - interval '3 days' AND md5(r.id::text) < 'a';
"""  # noqa: S608

# One person in sixty who waits was referred by a partner of her region that has a group of her level.
RECOMMANDATIONS = f"""
CREATE TEMP TABLE suite_recommandation ON COMMIT DROP AS
SELECT md5('recommandation' || i.id)::uuid AS id, i.id AS inscription_id, i.numero, i.personne_id, i.region_id,
  g.id AS groupe_id, g.organisation_id, trim(p.prenom || ' ' || p.nom) AS nom,
  {_JOUR} - (2 + ('x' || substr(md5(i.id::text), 1, 2))::bit(8)::int % 4) * interval '1 day' AS le,
  md5(i.id::text) < '8' AS dit_oui
FROM inscriptions_inscription i JOIN guichet_personne p ON p.id = i.personne_id
JOIN LATERAL (SELECT g.id, g.organisation_id FROM inscriptions_groupe g
              WHERE g.region_id = i.region_id AND i.niveau BETWEEN g.niveau AND g.niveau_max
                AND g.etat IN ('annonce', 'confirme', 'a_risque') AND g.debut > {_JOUR}::date
              ORDER BY md5(g.id::text || i.id::text) LIMIT 1) g ON true
WHERE i.etat = 'en_attente' AND i.etat_depuis < {_JOUR} - interval '7 days'
  AND ('x' || substr(md5(i.numero), 1, 4))::bit(16)::int % 60 = 0
  AND NOT EXISTS (SELECT 1 FROM inscriptions_recommandation r WHERE r.inscription_id = i.id);
{_JOURNAL} SELECT 'recommandation', id, 'ouvrir', '', 'demandee', le, 'agent_partenaire', '', '', '', '', personne_id,
  organisation_id, region_id, NULL, '', '{{}}' FROM suite_recommandation ORDER BY le, id;
INSERT INTO inscriptions_recommandation (id, etat, etat_depuis, cree_le, groupe_id, organisation_id, region_id,
  personne_id, inscription_id, numero_dossier, courriel, motif_id, nom_consenti, demandee_le, expire_le)
SELECT id, 'demandee', le, le, groupe_id, organisation_id, region_id, personne_id, inscription_id, numero, '',
  'recommandation_rencontre', '', le, le + interval '14 days' FROM suite_recommandation;
{_JOURNAL} SELECT 'recommandation', id, 'consentir', 'demandee', 'consentie', le + interval '1 day', 'personne', '', '',
  '', '', personne_id, organisation_id, region_id, NULL, '', '{{}}' FROM suite_recommandation WHERE dit_oui;
UPDATE inscriptions_recommandation r SET etat = 'consentie', etat_depuis = s.le + interval '1 day',
  consentie_le = s.le + interval '1 day', nom_consenti = s.nom
FROM suite_recommandation s WHERE s.id = r.id AND s.dit_oui;
"""  # noqa: S608

REFUS = f"""
CREATE TEMP TABLE suite_refus ON COMMIT DROP AS
SELECT md5('refus' || p.id)::uuid AS id, p.id AS place_id, p.personne_id, p.organisation_id, p.region_id,
  {_JOUR} - interval '1 day' AS le
FROM inscriptions_place p
WHERE p.etat IN ('confirmee', 'commencee') AND p.etat_depuis < {_JOUR} - interval '2 days'
  AND ('x' || substr(md5(p.id::text), 1, 4))::bit(16)::int % 250 = 0
  AND NOT EXISTS (SELECT 1 FROM inscriptions_refusaccueil r WHERE r.place_id = p.id);
{_JOURNAL} SELECT 'refus_accueil', id, 'ouvrir', '', 'soumis', le, 'gestionnaire_partenaire', '', '', '', '',
  personne_id, organisation_id, region_id, NULL, '', '{{}}' FROM suite_refus ORDER BY id;
INSERT INTO inscriptions_refusaccueil (id, etat, etat_depuis, cree_le, place_id, personne_id, organisation_id,
  region_id, motif_id, precision, soumis_le)
SELECT id, 'soumis', le, le, place_id, personne_id, organisation_id, region_id, 'accueil_niveau', '', le
FROM suite_refus;
"""  # noqa: S608


def conter_les_suites(jour: date) -> None:
    """Write them all; the caller has the province's scope and one transaction for the whole load."""
    with connection.cursor() as curseur:
        minuit = datetime.combine(jour, time(), FUSEAU).isoformat()
        curseur.execute("SELECT set_config('peuplement.jour', %s, true)", [minuit])
        for recit in (DOSSIERS, RECOMMANDATIONS, REFUS):
            for ordre in recit.split(";\n"):
                if ordre.strip():
                    curseur.execute(ordre)
