"""Row-level security, composite keys, state guards and money guards of the ententes."""

from django.db import migrations

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.cycle.operations import GarderEtat
from guichet.fonctions import InstallerFonction

# Every adviser may know what was agreed with a partner; those who work on ententes see them all.
MINISTERE = {"organisation": "organisation_id", "autres": (("region", "true"), ("ententes", "true"))}
SUIVIES = (
    "entente",
    "activiteentente",
    "indicateurentente",
    "lignebudget",
    "livrable",
    "clauseentente",
    "reddition",
    "valeurreddition",
    "depensereddition",
    "versement",
    "derogation",
    "actioncorrective",
)
SANS_HISTOIRE = ("avenant", "termeentente", "revue", "decompte")
CONTENU = ("activiteentente", "indicateurentente", "lignebudget", "livrable", "clauseentente")
DE_L_ENTENTE = (*CONTENU, "avenant", "termeentente", "reddition", "valeurreddition", "depensereddition", "versement")
DE_L_ENTENTE += ("derogation", "revue", "actioncorrective", "decompte")
TROIS = ("id", "entente_id", "organisation_id")


def declencher(nom: str, table: str, quand: str, fonction: str, *, au_commit: bool = False) -> migrations.RunSQL:
    """A trigger on a table; `au_commit` makes it a constraint judged when the transaction ends."""
    genre = "CONSTRAINT TRIGGER" if au_commit else "TRIGGER"
    suite = " DEFERRABLE INITIALLY DEFERRED" if au_commit else ""
    return migrations.RunSQL(
        f"CREATE {genre} {nom} {quand} ON {table}{suite} FOR EACH ROW EXECUTE FUNCTION {fonction}()",
        f"DROP TRIGGER {nom} ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [("partenaires", "0006_ententes"), ("guichet", "0006_portee_ententes")]

    operations = [
        *(Cloisonner(f"partenaires_{table}{suite}", **MINISTERE) for table in SUIVIES for suite in ("", "event")),
        *(Cloisonner(f"partenaires_{table}", **MINISTERE) for table in SANS_HISTOIRE),
        ClesComposites(
            *(
                (f"partenaires_{table}", ("entente_id", "organisation_id"), "partenaires_entente", ("id", "organisation_id"))
                for table in DE_L_ENTENTE
            ),
            *(
                (f"partenaires_{table}", (f"{lien}_id", "entente_id", "organisation_id"), f"partenaires_{cible}", TROIS)
                for table, lien, cible in (
                    ("termeentente", "avenant", "avenant"),
                    ("reddition", "livrable", "livrable"),
                    ("versement", "livrable", "livrable"),
                    ("valeurreddition", "reddition", "reddition"),
                    ("depensereddition", "reddition", "reddition"),
                    ("actioncorrective", "revue", "revue"),
                )
            ),
        ),
        GarderEtat("partenaires_versionprogramme", "version_programme", ("ebauche",)),
        GarderEtat("partenaires_appelprojets", "appel_projets", ("ebauche",)),
        GarderEtat("partenaires_entente", "entente", ("ebauche",)),
        GarderEtat("partenaires_avenant", "avenant", ("ebauche",)),
        GarderEtat("partenaires_reddition", "reddition", ("a_produire",)),
        GarderEtat("partenaires_versement", "versement", ("planifie",)),
        GarderEtat("partenaires_revue", "revue_mi_parcours", ("generee",)),
        InstallerFonction("partenaires_garder_total()", "partenaires.gardes.GARDER_TOTAL", "34790c31f60f0119"),
        InstallerFonction("partenaires_garder_versement()", "partenaires.gardes.GARDER_VERSEMENT", "fedc44fdd8e22cd6"),
        InstallerFonction("partenaires_garder_contenu()", "partenaires.gardes.GARDER_CONTENU", "cdff5bcace909e25"),
        InstallerFonction("partenaires_garder_norme()", "partenaires.gardes.GARDER_NORME", "59ffe37672092e77"),
        InstallerFonction("partenaires_garder_decompte()", "partenaires.gardes.GARDER_DECOMPTE", "a72b3a6b60817c19"),
        InstallerFonction("partenaires_ajout_seul()", "partenaires.gardes.AJOUT_SEUL_TERME", "b3b678864c4d9ffc"),
        declencher(
            "garder_total",
            "partenaires_versement",
            "AFTER INSERT OR UPDATE OF montant, genre",
            "partenaires_garder_total",
            au_commit=True,
        ),
        declencher(
            "garder_total",
            "partenaires_entente",
            "AFTER INSERT OR UPDATE OF montant_convenu, etat",
            "partenaires_garder_total",
            au_commit=True,
        ),
        declencher(
            "garder_versement", "partenaires_versement", "BEFORE INSERT OR UPDATE", "partenaires_garder_versement"
        ),
        *(
            declencher("garder_contenu", f"partenaires_{table}", "BEFORE INSERT OR UPDATE", "partenaires_garder_contenu")
            for table in CONTENU
        ),
        declencher(
            "garder_norme", "partenaires_versionprogramme", "BEFORE UPDATE OR DELETE", "partenaires_garder_norme"
        ),
        *(
            declencher("garder_norme", f"partenaires_{table}", "BEFORE INSERT OR UPDATE", "partenaires_garder_norme")
            for table in ("sectionnorme", "volet", "activiteadmissible")
        ),
        declencher("garder_decompte", "partenaires_decompte", "BEFORE UPDATE", "partenaires_garder_decompte"),
        declencher("ajout_seul", "partenaires_termeentente", "BEFORE UPDATE OR DELETE", "partenaires_ajout_seul"),
    ]
