"""Row-level security, composite foreign keys and state guards of the path's tables."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat

PLACE_CHEZ_NOUS = (
    "EXISTS (SELECT 1 FROM inscriptions_place p WHERE p.personne_id = {table}.{colonne}"
    " AND p.organisation_id = {{organisation}})"
)
OFFERT_A_MOI = (
    "EXISTS (SELECT 1 FROM inscriptions_offredeplace o WHERE o.groupe_id = {table}.{colonne}"
    " AND o.personne_id = {{personne}})"
)


def chez_nous(table: str, colonne: str = "personne_id") -> tuple[str, str]:
    """A partner sees the people who hold or held a seat with it."""
    return ("organisation", PLACE_CHEZ_NOUS.format(table=table, colonne=colonne))


def offert_a_moi(table: str, colonne: str = "groupe_id") -> tuple[str, str]:
    """A person sees the groups she was offered."""
    return ("personne", OFFERT_A_MOI.format(table=table, colonne=colonne))


def en_classe(table: str) -> tuple[str, str]:
    """A person sees the meetings of the groups where she holds or held a seat."""
    return (
        "personne",
        f"EXISTS (SELECT 1 FROM inscriptions_place p WHERE p.groupe_id = {table}.groupe_id"
        " AND p.personne_id = {personne})",
    )


TOUT_LE_MINISTERE = ("region", "true")
TOUS = {"personne": "personne_id", "organisation": "organisation_id", "region": "region_id"}


class Migration(migrations.Migration):

    dependencies = [("inscriptions", "0001_initial"), ("guichet", "0002_cloisons")]

    operations = [
        Cloisonner("inscriptions_offredeplace", **TOUS),
        Cloisonner("inscriptions_place", **TOUS),
        Cloisonner("inscriptions_presence", **TOUS),
        Cloisonner("inscriptions_absencedeclaree", **TOUS),
        Cloisonner("inscriptions_resultat", **TOUS),
        # Anyone who holds the code printed on an attestation may check it, and sees that row only.
        Cloisonner("inscriptions_attestation", **TOUS, autres=(("verification", "code = {cle}"),)),
        Cloisonner(
            "guichet_personne",
            personne="id",
            region="region_id",
            autres=(chez_nous("guichet_personne", "id"), ("compte", "utilisateur_id::text = {cle}")),
        ),
        Cloisonner(
            "inscriptions_inscription",
            personne="personne_id",
            region="region_id",
            autres=(chez_nous("inscriptions_inscription"),),
        ),
        Cloisonner(
            "inscriptions_evaluation",
            personne="personne_id",
            region="region_id",
            autres=(chez_nous("inscriptions_evaluation"),),
        ),
        Cloisonner(
            "inscriptions_groupe",
            organisation="organisation_id",
            autres=(TOUT_LE_MINISTERE, offert_a_moi("inscriptions_groupe", "id")),
        ),
        Cloisonner(
            "inscriptions_seance",
            organisation="organisation_id",
            autres=(TOUT_LE_MINISTERE, en_classe("inscriptions_seance")),
        ),
        Cloisonner("inscriptions_executionplacement", autres=(TOUT_LE_MINISTERE,)),
        Cloisonner("inscriptions_nonplacement", personne="personne_id", region="region_id"),
        # The former values are as private as the present ones.
        Cloisonner("guichet_personneevent", personne="id", region="region_id"),
        Cloisonner("inscriptions_inscriptionevent", personne="personne_id", region="region_id"),
        Cloisonner("inscriptions_groupeevent", organisation="organisation_id", autres=(TOUT_LE_MINISTERE,)),
        Cloisonner("inscriptions_offredeplaceevent", **TOUS),
        Cloisonner("inscriptions_placeevent", **TOUS),
        Cloisonner("inscriptions_presenceevent", **TOUS),
        Cloisonner("inscriptions_resultatevent", **TOUS),
        Cloisonner("inscriptions_attestationevent", **TOUS),
        # Foreign keys see through row-level security: those that cross tenants carry the tenant (dependances.md §8).
        ClesComposites(
            ("inscriptions_groupe", ("lieu_id", "organisation_id"), "inscriptions_lieu", ("id", "organisation_id")),
            (
                "inscriptions_offredeplace",
                ("groupe_id", "organisation_id"),
                "inscriptions_groupe",
                ("id", "organisation_id"),
            ),
            (
                "inscriptions_offredeplace",
                ("inscription_id", "personne_id", "region_id"),
                "inscriptions_inscription",
                ("id", "personne_id", "region_id"),
            ),
            ("inscriptions_place", ("groupe_id", "organisation_id"), "inscriptions_groupe", ("id", "organisation_id")),
            (
                "inscriptions_place",
                ("inscription_id", "personne_id", "region_id"),
                "inscriptions_inscription",
                ("id", "personne_id", "region_id"),
            ),
            ("inscriptions_seance", ("groupe_id", "organisation_id"), "inscriptions_groupe", ("id", "organisation_id")),
            *(
                (
                    table,
                    ("place_id", "personne_id", "organisation_id", "region_id"),
                    "inscriptions_place",
                    ("id", "personne_id", "organisation_id", "region_id"),
                )
                for table in (
                    "inscriptions_presence",
                    "inscriptions_absencedeclaree",
                    "inscriptions_resultat",
                    "inscriptions_attestation",
                )
            ),
            *(
                (table, ("seance_id", "organisation_id"), "inscriptions_seance", ("id", "organisation_id"))
                for table in ("inscriptions_presence", "inscriptions_absencedeclaree")
            ),
        ),
        GarderEtat("inscriptions_inscription", "inscription", ("brouillon",)),
        GarderEtat("inscriptions_groupe", "groupe", ("envisage", "annonce")),
        GarderEtat("inscriptions_offredeplace", "offre", ("proposee",)),
        GarderEtat("inscriptions_place", "place", ("confirmee",)),
        GarderEtat("inscriptions_executionplacement", "execution", ("demandee",)),
    ]
