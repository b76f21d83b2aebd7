"""What each database role may do: the same grants on every start, from the lists below."""

from __future__ import annotations

from django.db import connection

# Tables whose rows really go away: sessions, what sign-in consumes, ballots once counted and answers written again in
# another order (docs/sondages.md). Everything else ends, it is never deleted.
EFFACABLES = (
    "django_session",
    "account_emailconfirmation",
    "account_emailaddress",
    "mfa_authenticator",
    "usersessions_usersession",
    "guichet_utilisateur_groups",
    "guichet_utilisateur_user_permissions",
    "indicateurs_urne",
    "indicateurs_reponse",
    "indicateurs_textelibre",
)
# Only ever added to. (pghistory's context is not: its trigger completes the row of the same request.)
AJOUT_SEUL = (
    "guichet_journal",
    "guichet_lecturedossier",
    "partenaires_termeentente",
    "partenaires_tiragecontroles",
    "indicateurs_profil",
    "inscriptions_complementdeperte",
    "indicateurs_edition",
    "indicateurs_chiffrefige",
    "indicateurs_matierefigee",
    "indicateurs_correctionchiffre",
    "indicateurs_lectureexport",
    "indicateurs_effetmesure",
)
# The analyst's login reads aggregates and reference lists, never a row about a person.
LISIBLES_ANALYSTE = (
    "guichet_region",
    "guichet_organisation",
    "guichet_statutimmigration",
    "guichet_parametre",
    "inscriptions_sessioncours",
    "indicateurs_cohorteadmission",
)
# Scenarios are computed by a login that reads frozen queues without names, and writes results of scenarios only.
LISIBLES_SCENARIO = ("indicateurs_instantane", "indicateurs_scenario", "indicateurs_resultatscenario")
INSCRIPTIBLES_SCENARIO = ("indicateurs_resultatscenario",)
# Functions that run as the owner: who may call each. Those the analyst's login has give numbers, never a row.
FONCTIONS_DU_PROPRIETAIRE = {
    "indicateurs_ouvrir_mois(date[])": False,
    "indicateurs_compter(text[], date, date, jsonb, text, boolean)": True,
    "indicateurs_en_cours(text, date, jsonb, text, boolean)": True,
    "indicateurs_parcours(text[], text[], date, date, jsonb, date, integer)": True,
}
PREFIXES_AGREGATS = ("indicateurs_agregat", "partenaires_agregat")


def ordres(tables: list[str], prefixe: str = "portail") -> list[str]:
    """The SQL statements that give each role exactly its rights over these tables."""
    app, ouvrier = f"{prefixe}_app", f"{prefixe}_ouvrier"
    analyste, sauvegarde = f"{prefixe}_analyste", f"{prefixe}_sauvegarde"
    tous, scenario = f"{app}, {ouvrier}", f"{prefixe}_scenario"
    lignes = [
        f"GRANT USAGE ON SCHEMA public TO {tous}, {analyste}, {sauvegarde}, {scenario}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {tous}",
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {sauvegarde}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {sauvegarde}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {tous}, {analyste}, {scenario}",
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {tous}",
    ]
    if "indicateurs_fait" in tables:
        for fonction, aussi_analyste in FONCTIONS_DU_PROPRIETAIRE.items():
            qui = f"{tous}, {analyste}" if aussi_analyste else tous
            lignes.append(f"GRANT EXECUTE ON FUNCTION {fonction} TO {qui}")
    for table in tables:
        if table in EFFACABLES:
            lignes.append(f"GRANT DELETE ON {table} TO {tous}")
        if table in AJOUT_SEUL:
            lignes.append(f"REVOKE UPDATE ON {table} FROM {tous}")
        if table.startswith(PREFIXES_AGREGATS):
            lignes.append(f"GRANT DELETE ON {table} TO {ouvrier}")
        if table in LISIBLES_ANALYSTE or table.startswith(PREFIXES_AGREGATS):
            lignes.append(f"GRANT SELECT ON {table} TO {analyste}")
        if table in LISIBLES_SCENARIO:
            lignes.append(f"GRANT SELECT ON {table} TO {scenario}")
        if table in INSCRIPTIBLES_SCENARIO:
            lignes.append(f"GRANT INSERT ON {table} TO {scenario}")
        if table == "django_migrations":
            lignes.append(f"REVOKE INSERT, UPDATE ON {table} FROM {tous}")
    return lignes


def appliquer() -> int:
    """Run the grants as the owner; return how many tables they cover."""
    tables = connection.introspection.table_names()
    with connection.cursor() as curseur:
        for ordre in ordres(tables):
            curseur.execute(ordre)
    return len(tables)
