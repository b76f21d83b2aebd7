"""What happens in class: roll calls, absences, departures, results, attestations, and what each person does next."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from guichet.referentiels.echelle import NIVEAU_MAXIMUM, Competence
from inscriptions.models import AbsenceDeclaree, Attestation, CodePresence, Formule, Mode, Presence, Resultat
from inscriptions.models.resultat import ALPHABET_CODE, LONGUEUR_CODE
from inscriptions.peuplement.calendrier import FUSEAU
from inscriptions.peuplement.fichiers import CHEMIN_ATTESTATION, SHA256_ATTESTATION
from inscriptions.peuplement.groupes import Classe
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.offres import Siege, liberer
from inscriptions.peuplement.population import Dossier
from inscriptions.peuplement.registre import PORTAIL
from inscriptions.states import EtatGroupe as G

PART_JAMAIS_VENUE = 0.06
PART_ABANDON, PART_ABANDON_AVANCE = 0.15, 0.27
PART_TRANSFERT = 0.015


def suivre(monde: Monde, classe: Classe, siege: Siege) -> None:
    """Tell one seat from the first day to the last one told."""
    premier, debut, _fin = classe.seances[0]
    arret = min(classe.fermee_le or classe.fin, monde.calendrier.hier)
    if siege.objet.depuis is None or siege.objet.depuis.date() > premier:
        premier = siege.objet.depuis.date() + timedelta(days=1)  # Late entry.
    if monde.chance(PART_JAMAIS_VENUE):
        _jamais_venue(monde, classe, siege, premier, arret)
        return
    siege.dossier.horloge.dernier = max(datetime.combine(premier, debut, FUSEAU), siege.dossier.horloge.dernier)
    siege.valeurs["commencee_le"] = moment = siege.dossier.horloge.tout_de_suite()
    monde.registre.franchir(siege.objet, "commencer", PORTAIL, moment)
    if monde.chance(PART_TRANSFERT):
        _transferer(monde, siege, premier + timedelta(days=monde.entre(5, 20)), arret)
    elif monde.chance(PART_ABANDON_AVANCE if classe.niveau >= 7 else PART_ABANDON):
        _abandonner(monde, classe, siege, premier, arret)


def finir(monde: Monde, classe: Classe, siege: Siege) -> bool:
    """The class ended: results, attestation, and the person's next step; True when she waits for another class."""
    if siege.objet.etat != "commencee":
        return siege.dossier.objet.etat == "en_attente"
    dossier = siege.dossier
    if classe.etat == G.FERME:
        return fermer(monde, siege, classe.horloge.dernier)
    dossier.horloge.dernier = max(dossier.horloge.dernier, classe.horloge.dernier)
    moment = dossier.horloge.tout_de_suite()
    monde.registre.franchir(siege.objet, "terminer", classe.partenaire.gestionnaire, moment)
    siege.valeurs["finie_le"] = moment
    siege.fin = moment.date()
    atteint = _resultats(monde, classe, siege)
    return _ensuite(monde, dossier, classe, atteint)


def appeler(monde: Monde, classe: Classe, sieges: list[Siege], faites: list) -> None:
    """The roll of each meeting that was called."""
    lot, hasard = monde.lot, monde.hasard
    for siege in sieges:
        debut = siege.valeurs["confirmee_le"].date()
        attaches = {
            "place_id": siege.objet.id,
            "personne_id": siege.objet.personne,
            "organisation_id": siege.objet.organisation,
            "region_id": siege.objet.region,
        }
        for seance, jour, _heure, appel in faites:
            if jour <= debut or (siege.fin and jour > siege.fin):
                continue
            code = _code(hasard.random(), siege, jour)
            lot.ajouter(
                Presence,
                id=monde.id(),
                seance_id=seance,
                code=code,
                saisie_le=appel,
                saisie_par_id=classe.enseignant.compte,
                **attaches,
            )
            if code == CodePresence.EXCUSE.value and hasard.random() < 0.5:
                lot.ajouter(
                    AbsenceDeclaree,
                    id=monde.id(),
                    seance_id=seance,
                    motif_id=monde.motif("absence"),
                    declaree_le=appel - timedelta(minutes=monde.entre(40, 900)),
                    **attaches,
                )


def _code(tirage: float, siege: Siege, jour: date) -> str:
    if siege.part_du and jour >= siege.part_du:
        return CodePresence.NON_EXCUSE.value
    if tirage < siege.assiduite:
        return (CodePresence.RETARD if tirage < 0.05 else CodePresence.PRESENT).value
    return (CodePresence.EXCUSE if tirage * 1000 % 1 < 0.6 else CodePresence.NON_EXCUSE).value


def _jamais_venue(monde: Monde, classe: Classe, siege: Siege, premier: date, arret: date) -> None:
    """Absent from the first day; noted after a week or two, when that time has come."""
    siege.part_du = premier
    constat = premier + timedelta(days=monde.entre(8, 14))
    if constat > arret:
        siege.valeurs["commencee_le"] = None
        return
    dossier = siege.dossier
    moment = dossier.horloge.bureau(constat)
    liberer(siege, "noter_absence_initiale", classe.enseignant, moment, monde.motif("place.noter_absence_initiale"))
    if monde.chance(0.3):
        _remettre_en_attente(monde, dossier, "attente_retour")
    else:
        monde.registre.franchir(
            dossier.objet, "rendre_inactive", PORTAIL, dossier.horloge.tout_de_suite(), "inactive_absence_initiale"
        )


def _abandonner(monde: Monde, classe: Classe, siege: Siege, premier: date, arret: date) -> None:
    """The person stops coming; the seat is given up once it is clear, the file soon after."""
    duree = max(1, (classe.fin - premier).days - 12)
    siege.part_du = premier + timedelta(days=5 + int(duree * monde.hasard.random()))
    constat = siege.part_du + timedelta(days=monde.entre(5, 12))
    if constat > arret:
        if siege.part_du > arret:
            siege.part_du = None
        return
    dossier = siege.dossier
    moment = dossier.horloge.bureau(constat)
    motif = monde.motif("place.abandonner")
    liberer(siege, "abandonner", dossier.auteur if monde.chance(0.3) else classe.enseignant, moment, motif)
    monde.registre.franchir(
        dossier.objet, "rendre_inactive", PORTAIL, dossier.horloge.tout_de_suite(), "inactive_abandon"
    )


def _transferer(monde: Monde, siege: Siege, le: date, arret: date) -> None:
    if le > arret:
        return
    conseiller = monde.conseiller(siege.dossier.objet.region)
    moment = siege.dossier.horloge.bureau(le)
    liberer(siege, "transferer", conseiller, moment, monde.motif("place.transferer"))
    _remettre_en_attente(monde, siege.dossier, "attente_transfert")


def fermer(monde: Monde, siege: Siege, le: datetime) -> bool:
    """The class closed or was cancelled: the person waits again, before the others."""
    dossier = siege.dossier
    conseiller = monde.conseiller(dossier.objet.region)
    dossier.horloge.dernier = max(dossier.horloge.dernier, le)
    liberer(siege, "fermer", conseiller, dossier.horloge.tout_de_suite(), monde.motif("place.fermer"))
    _remettre_en_attente(monde, dossier, "attente_groupe_ferme")
    return True


def _remettre_en_attente(monde: Monde, dossier: Dossier, motif: str) -> None:
    moment = dossier.horloge.tout_de_suite()
    dossier.demande["en_attente_le"] = moment
    monde.registre.franchir(dossier.objet, "remettre_en_attente", PORTAIL, moment, motif)


def _resultats(monde: Monde, classe: Classe, siege: Siege) -> int:
    """A level per skill; the attestation of the lot."""
    reussi = monde.chance(0.55 + 0.4 * (siege.assiduite - 0.6))
    atteint = classe.niveau if reussi else classe.niveau - 1
    niveaux = {}
    dossier = siege.dossier
    moment = dossier.horloge.bureau(dossier.horloge.dernier.date() + timedelta(days=monde.entre(0, 3)))
    attaches = {
        "place_id": siege.objet.id,
        "personne_id": siege.objet.personne,
        "organisation_id": siege.objet.organisation,
        "region_id": siege.objet.region,
    }
    for competence in Competence:
        ecart = 0 if competence in (Competence.CO, Competence.PO) else monde.entre(-1, 0)
        niveaux[competence.value] = max(0, min(NIVEAU_MAXIMUM, atteint + ecart))
        monde.lot.ajouter(
            Resultat,
            id=monde.id(),
            edition_id=monde.reglages.edition,
            competence=competence.value,
            niveau=niveaux[competence.value],
            saisi_le=moment,
            saisi_par_id=classe.enseignant.compte,
            **attaches,
        )
    _attester(monde, classe, siege, niveaux, attaches)
    return atteint


def _attester(monde: Monde, classe: Classe, siege: Siege, niveaux: dict[str, int], attaches: dict) -> None:
    personne = siege.dossier.personne
    monde.lot.ajouter(
        Attestation,
        id=monde.id(),
        code="".join(monde.hasard.choices(ALPHABET_CODE, k=LONGUEUR_CODE)),
        contenu={
            "nom": f"{personne['prenom']} {personne['nom']}",
            "niveaux": niveaux,
            "edition": monde.reglages.nom_edition,
            "cours": {
                "niveau": classe.niveau,
                "formule": str(Formule(classe.formule).label),
                "mode": str(Mode(classe.mode).label),
                "heures_par_semaine": f"{classe.horaire.heures}.0",
                "debut": classe.debut.isoformat(),
                "fin": classe.fin.isoformat(),
                "groupe": classe.numero,
                "organisation": classe.partenaire.nom,
            },
        },
        chemin=CHEMIN_ATTESTATION,
        sha256=SHA256_ATTESTATION,
        emise_le=siege.dossier.horloge.tout_de_suite(),
        **attaches,
    )


def _ensuite(monde: Monde, dossier: Dossier, classe: Classe, atteint: int) -> bool:
    """Go on to the next level, or stop here."""
    jour = dossier.horloge.dernier.date() + timedelta(days=monde.entre(0, 6))
    if monde.chance(0.62) and atteint < NIVEAU_MAXIMUM - 1:
        moment = dossier.horloge.chez_soi(jour)
        dossier.niveau = atteint + 1
        dossier.demande["en_attente_le"] = moment
        monde.registre.franchir(dossier.objet, "poursuivre", dossier.auteur, moment)
        return True
    monde.registre.franchir(dossier.objet, "terminer", PORTAIL, dossier.horloge.bureau(jour))
    return False
