"""Who may see each kind of object of the access matrix, by identity."""

from __future__ import annotations

# In the name of everything one may not read: a page where it is seen leaks.
CANARI = "Zénaïde-Canari"

CONSEIL_06 = frozenset({"conseiller_06", "conseiller_province"})
PARTENAIRE_A = frozenset({"agent_a", "gestionnaire_a", "enseignant_a"})
CONSEIL = CONSEIL_06 | {"conseiller_03"}
MINISTERE = CONSEIL | {"analyste", "direction", "administrateur", "gestion_ententes", "approbateur", "payeur"}
ENTENTES = CONSEIL | PARTENAIRE_A | {"gestion_ententes", "approbateur", "payeur", "direction"}
GESTION_DES_ENTENTES = frozenset({"gestion_ententes", "approbateur", "payeur", "direction"})
ENGAGENT = frozenset({"agent_a", "gestionnaire_a", "agent_b", "gestionnaire_b"})

# Who may know that the object exists; everyone else must not be able to tell it from a missing one.
VOIENT: dict[str, frozenset[str]] = {
    "inscription": CONSEIL_06 | {"invitee"},
    "inscription_en_cours": CONSEIL_06 | PARTENAIRE_A | {"eleve"},
    "personne": CONSEIL_06 | {"invitee"},
    "groupe": CONSEIL | PARTENAIRE_A | {"eleve", "invitee"},
    "place": CONSEIL_06 | PARTENAIRE_A | {"eleve"},
    # A partner learns who comes when the person has accepted.
    "offre": CONSEIL_06 | {"invitee"},
    "demande_de_place": CONSEIL_06 | {"invitee"},
    "seance": CONSEIL | PARTENAIRE_A | {"eleve"},
    "piece": CONSEIL_06 | {"invitee"},
    "attestation": CONSEIL_06 | PARTENAIRE_A | {"eleve"},
    "execution": CONSEIL_06,
    "formation": CONSEIL_06,
    "avis": CONSEIL_06 | {"invitee"},
    # Seats cross regions: every adviser sees what any partner could open.
    **dict.fromkeys(("declaration", "propose", "bassin", "ressource", "import", "ouverture"), CONSEIL | PARTENAIRE_A),
    # Every adviser may know what was agreed with a partner; roles open the pages.
    **dict.fromkeys(("entente", "avenant", "reddition", "versement", "revue", "mesure", "anomalie"), ENTENTES),
    # No partner owns a norm or a call: who commits one reads what is adopted and what was opened.
    **dict.fromkeys(("version", "appel"), GESTION_DES_ENTENTES | ENGAGENT),
    **dict.fromkeys(("version_ebauche", "appel_ebauche"), GESTION_DES_ENTENTES),
    **dict.fromkeys(("document_entente", "commentaire"), ENTENTES),
    "tirage": frozenset({"gestion_ententes", "approbateur", "payeur", "direction"}),
    **dict.fromkeys(("lot_services", "service"), ENTENTES),
    "jeton": PARTENAIRE_A | {"conseiller_province"},
    "regle": MINISTERE,
    # Someone's own: none of these identities asked for it.
    **dict.fromkeys(("abonnement", "envoi_vue"), frozenset()),
    **dict.fromkeys(
        ("scenario", "version_sondage", "campagne_sondage", "vague_sondage"), frozenset({"analyste", "direction"})
    ),
    # Advisers enter what came on paper, and print the form of an open wave.
    "vague_a_saisir": CONSEIL | {"analyste", "direction"},
    **dict.fromkeys(("lot", "delegation"), GESTION_DES_ENTENTES),
    **dict.fromkeys(("alerte", "ligne_de_plan", "preuve", "amelioration"), MINISTERE),
    # A pair of one region is for its advisers, a file is for those of the whole province.
    **dict.fromkeys(("rapprochement", "admise"), CONSEIL_06),
    "cohorte": MINISTERE,
    "lot_admissions": frozenset({"conseiller_province"}),
    "edition": MINISTERE,
    # Asked for by someone else: only those who answer for all of them.
    "export": frozenset({"direction", "administrateur"}),
    "recommandation": CONSEIL_06 | PARTENAIRE_A | {"invitee"},
    "refus": CONSEIL_06 | PARTENAIRE_A,
    "dossier_replacement": CONSEIL | PARTENAIRE_A,
    "replacement": CONSEIL_06,
    "suivi": CONSEIL_06 | PARTENAIRE_A,
    "campagne": CONSEIL_06,
    # A table of region 06 where partner A sits.
    **dict.fromkeys(
        ("table", "mandat", "rencontre", "consultation", "engagement", "document_table"),
        CONSEIL_06 | PARTENAIRE_A | GESTION_DES_ENTENTES,
    ),
    # What a partner heard is read by it and the ministry; the other partners read numbers.
    "besoin_terrain": CONSEIL_06 | PARTENAIRE_A | GESTION_DES_ENTENTES,
    **dict.fromkeys(("groupe_temoin", "constat"), MINISTERE),
    "refonte": GESTION_DES_ENTENTES | {"analyste"},
}
