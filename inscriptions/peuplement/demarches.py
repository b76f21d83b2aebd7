"""The way of a file before any class: opened, sent, completed, evaluated, waiting; or stopped on the way."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from guichet.models import Consentement, LectureDossier, Personne, Piece, Utilisateur
from guichet.referentiels.echelle import NIVEAU_MAXIMUM
from guichet.vieprivee.chiffrement import index_aveugle, trousseau
from inscriptions.finalites import FINALITES
from inscriptions.models import Evaluation, GenreEvaluation, Inscription
from inscriptions.peuplement.fichiers import PREUVE, SHA256_PREUVE
from inscriptions.peuplement.lignes import Lot
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.population import TEMPORAIRES, Dossier, niveau_probable
from inscriptions.peuplement.registre import PORTAIL
from inscriptions.priorites import Faits, classe_de, criteres_remplis
from inscriptions.queries.admissibilite import est_admissible, evaluer_demande
from inscriptions.queries.priorites import CLASSEES

# Proofs are kept until the file is studied.
A_L_ETUDE = frozenset({"deposee", "a_completer", "complete"})


def ouvrir(monde: Monde, dossier: Dossier, le: date) -> None:
    """The person opens an account and starts her request."""
    moment = dossier.horloge.chez_soi(le)
    dossier.personne["cree_le"] = dossier.personne["modifiee_le"] = dossier.demande["cree_le"] = moment
    dossier.demande["arrivee_le"] = le - timedelta(days=int(monde.hasard.expovariate(1 / 500)) + 20)
    if dossier.demande.get("statut_id") in TEMPORAIRES:
        dossier.demande["document_fin_le"] = monde.calendrier.jour + timedelta(days=monde.entre(60, 900))
    monde.registre.ouvrir(dossier.objet, "brouillon", dossier.auteur, moment)


def deposer(monde: Monde, dossier: Dossier, le: date) -> None:
    """The person sends her request: self-estimate, consents and the rules' decision go with it."""
    moment = dossier.horloge.chez_soi(le)
    niveau = dossier.niveau or niveau_probable(monde)
    dossier.evaluations.append(
        _niveaux(monde, niveau, ecart=2) | {"genre": GenreEvaluation.AUTOEVALUATION.value, "evaluee_le": moment}
    )
    dossier.demande["deposee_le"] = moment
    _prouver(monde, dossier)
    _decider(dossier, le)
    _consentir(monde, dossier)
    monde.registre.franchir(
        dossier.objet,
        "deposer",
        dossier.auteur,
        moment,
        contexte={"decision": dossier.demande["admissibilite"].get("decision", "")},
    )


def demander_complement(monde: Monde, dossier: Dossier, le: date) -> None:
    """An adviser asks for what is missing."""
    conseiller = monde.conseiller(dossier.objet.region)
    moment = dossier.horloge.bureau(le)
    _lire(monde, dossier, conseiller, moment)
    monde.registre.franchir(dossier.objet, "retourner", conseiller, moment, monde.motif("inscription.retourner"))


def renvoyer(monde: Monde, dossier: Dossier, le: date) -> None:
    """The person sends the request back."""
    monde.registre.franchir(dossier.objet, "completer", dossier.auteur, dossier.horloge.chez_soi(le))


def declarer_complete(monde: Monde, dossier: Dossier, le: date) -> None:
    """An adviser, or the portal when nothing needs a person, declares the file complete."""
    moment = dossier.horloge.bureau(le)
    auteur = PORTAIL
    if monde.chance(0.6) or not dossier.demande["admissible"]:
        auteur = monde.conseiller(dossier.objet.region)
        _lire(monde, dossier, auteur, moment)
    dossier.demande["complete_le"] = moment
    dossier.demande["admissible"] = True
    monde.registre.franchir(dossier.objet, "declarer_complete", auteur, moment)


def evaluer(monde: Monde, dossier: Dossier, le: date, niveau: int | None = None) -> None:
    """An adviser measures the four skills; the course asked for follows."""
    niveau = niveau or niveau_probable(monde)
    conseiller = monde.conseiller(dossier.objet.region)
    moment = dossier.horloge.bureau(le)
    _lire(monde, dossier, conseiller, moment)
    mesure = _niveaux(monde, niveau, ecart=1)
    dossier.evaluations.append(
        mesure | {"genre": GenreEvaluation.CLASSEMENT.value, "evaluee_le": moment, "evaluee_par_id": conseiller.compte}
    )
    dossier.niveau = min(NIVEAU_MAXIMUM, min(mesure["co"], mesure["po"]) + 1)
    monde.registre.franchir(dossier.objet, "evaluer", conseiller, moment)


def attendre(monde: Monde, dossier: Dossier) -> None:
    """The file joins the waiting list."""
    moment = dossier.horloge.tout_de_suite()
    dossier.demande["en_attente_le"] = moment
    monde.registre.franchir(dossier.objet, "mettre_en_attente", PORTAIL, moment)


def cheminer(monde: Monde, dossier: Dossier, *, depot: date, attente: date, niveau: int | None = None) -> None:
    """The usual way, from the opening to the waiting list, between two days."""
    duree = (attente - depot).days
    ouvrir(monde, dossier, depot - timedelta(days=int(monde.hasard.expovariate(1 / 3))))
    deposer(monde, dossier, depot)
    if duree > 12 and monde.chance(0.15):
        demander_complement(monde, dossier, depot + timedelta(days=duree // 6))
        renvoyer(monde, dossier, depot + timedelta(days=duree // 3))
    declarer_complete(monde, dossier, depot + timedelta(days=int(duree * (0.35 + 0.15 * monde.hasard.random()))))
    evaluer(monde, dossier, attente, niveau)
    attendre(monde, dossier)


def _classer(monde: Monde, dossier: Dossier) -> None:
    """The class the order in force gives the file, as the portal would."""
    demande, reglages = dossier.demande, monde.reglages
    faits = Faits(
        statut=demande.get("statut_id", ""),
        arrivee_le=demande.get("arrivee_le"),
        complete_le=demande.get("complete_le"),
        enfants=demande.get("enfants_a_garder", 0),
        formule=demande["formules"][0],
        filiere=demande.get("filiere", ""),
        niveau=demande.get("niveau"),
        derniere_place=dossier.derniere_place.etat if dossier.derniere_place else "",
    )
    remplis = criteres_remplis(faits, reglages.seuils)
    classe = classe_de(reglages.ordre, remplis)
    demande["classe_priorite"], demande["criteres_priorite"] = classe.rang, list(classe.raisons(remplis))


def verser(monde: Monde, lot: Lot, dossier: Dossier) -> None:
    """Write the file as it ended."""
    personne, demande, objet = dossier.personne, dossier.demande, dossier.objet
    if objet.etat in CLASSEES:
        _classer(monde, dossier)
    lot.ajouter(
        Utilisateur,
        id=personne["utilisateur_id"],
        email=personne["courriel"],
        nom_affiche=dossier.auteur.libelle,
        password="!",  # noqa: S106 - what Django keeps when there is none
        last_login=None,
        date_joined=personne["cree_le"],
    )
    iuc = personne.get("iuc", "")
    lot.ajouter(
        Personne,
        **personne
        | {
            "iuc": trousseau().encrypt(iuc.encode()).decode() if iuc else "",
            "iuc_index": index_aveugle(iuc) if iuc else "",
        },
    )
    if dossier.preuve and objet.etat in A_L_ETUDE:
        lot.ajouter(Piece, **dossier.preuve)
        demande["preuve_id"] = dossier.preuve["id"]
        monde.fichiers.append(dossier.preuve["chemin"])
    lot.ajouter(Inscription, **demande, etat=objet.etat, etat_depuis=objet.depuis)
    for evaluation in dossier.evaluations:
        lot.ajouter(
            Evaluation,
            id=monde.id(),
            inscription_id=demande["id"],
            personne_id=personne["id"],
            region_id=personne["region_id"],
            edition_id=monde.reglages.edition,
            **evaluation,
        )


def _prouver(monde: Monde, dossier: Dossier) -> None:
    """The proof of status that goes with the request; it is looked at while the file is being studied."""
    id_ = monde.id()
    chemin = f"pieces/{id_}.pdf"
    dossier.preuve = {
        "id": id_,
        "personne_id": dossier.personne["id"],
        "region_id": dossier.personne["region_id"],
        "genre": "preuve_statut",
        "nom_origine": "preuve-de-statut.pdf",
        "type_mime": "application/pdf",
        "taille": len(PREUVE),
        "sha256": SHA256_PREUVE,
        "chemin": chemin,
        "verdict": "saine",
        "verifiee_le": dossier.horloge.dernier + timedelta(seconds=20),
        "deposee_le": dossier.horloge.dernier,
    }


def _decider(dossier: Dossier, le: date) -> None:
    demande = dossier.demande
    decision = evaluer_demande(SimpleNamespace(**_reponses(demande)), SimpleNamespace(**dossier.personne), au=le)
    demande["admissibilite"] = decision
    demande["admissible"] = est_admissible(decision)


def _reponses(demande: dict) -> dict:
    return {nom: demande.get(nom) for nom in ("statut_id", "formules", "modes", "domicile", "document_fin_le")}


def _niveaux(monde: Monde, niveau: int, *, ecart: int) -> dict[str, int]:
    """Four skills around the level that leads to this course."""
    acquis = niveau - 1
    oral = [acquis, min(NIVEAU_MAXIMUM, acquis + monde.entre(0, ecart))]
    monde.hasard.shuffle(oral)
    ce, pe = (max(0, min(NIVEAU_MAXIMUM, acquis + monde.entre(-ecart, 1))) for _ in range(2))
    return {"co": oral[0], "po": oral[1], "ce": ce, "pe": pe}


def _consentir(monde: Monde, dossier: Dossier) -> None:
    for finalite in FINALITES:
        accorde = monde.chance(0.6) or (finalite.code == "textos" and dossier.personne["canal"] == "sms")
        monde.lot.ajouter(
            Consentement,
            id=monde.id(),
            personne_id=dossier.personne["id"],
            region_id=dossier.personne["region_id"],
            finalite=finalite.code,
            version=finalite.version,
            accorde=accorde,
            le=dossier.horloge.dernier,
        )


def _lire(monde: Monde, dossier: Dossier, auteur, le) -> None:
    monde.lot.ajouter(
        LectureDossier,
        personne_id=dossier.personne["id"],
        region_id=dossier.personne["region_id"],
        lecteur_id=auteur.compte,
        lecteur_role=auteur.role.value,
        lecteur_libelle=auteur.libelle,
        page="dossier",
        le=le,
    )
