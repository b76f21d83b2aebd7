"""Lives that end in every way the path knows, and their exits counted by walking each step by step."""

import random
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import Journal, Motif
from inscriptions.actions.deroulement import faire_pas_groupe
from inscriptions.actions.dossier import PAS
from inscriptions.actions.inscription import reprendre_inscription, retirer_inscription
from inscriptions.actions.offre import decliner_offre, expirer_offre
from inscriptions.actions.place import abandonner_place, noter_absence_initiale
from inscriptions.actions.replacement import constater_depart
from inscriptions.models import Inscription, OffreDePlace, Place, Replacement
from inscriptions.queries.pertes import FiltrePertes
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory

CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")
SYSTEME = Acteur.systeme()


def filtre(**champs) -> FiltrePertes:
    jour = timezone.localdate()
    return FiltrePertes(**{"du": jour - timedelta(days=400), "au": jour} | champs)


def retirer(demande: Inscription, le, code: str = "demande_attente") -> None:
    retirer_inscription(inscription=demande, acteur=CONSEIL, motif_code=code, le=le)


def rendre_inactive(demande: Inscription, le) -> None:
    PAS["rendre_inactive"](inscription=demande, acteur=CONSEIL, le=le, motif_code="inactive_sans_nouvelles")


def brouillon(personne, le) -> None:
    retirer(InscriptionFactory(personne=personne, brouillon=True, etat_depuis=le), le)


def attente(personne, le) -> None:
    retirer(InscriptionFactory(personne=personne, etat_depuis=le), le)


def sans_nouvelles(personne, le) -> None:
    rendre_inactive(InscriptionFactory(personne=personne, deposee=True, etat_depuis=le), le)


def offre_declinee(personne, le) -> None:
    offre = OffreFactory(inscription=InscriptionFactory(personne=personne), etat_depuis=le - timedelta(hours=9))
    moi = Acteur(role=Role.PERSONNE, personne_id=personne.pk)
    decliner_offre(offre=offre, acteur=moi, le=le - timedelta(hours=2), motif_code="offre_horaire")
    rendre_inactive(Inscription.objects.get(pk=offre.inscription_id), le)


def offre_expiree(personne, le) -> None:
    offre = OffreFactory(inscription=InscriptionFactory(personne=personne), etat_depuis=le - timedelta(hours=9))
    OffreDePlace.objects.filter(pk=offre.pk).update(expire_le=le - timedelta(hours=3))
    assert expirer_offre(offre=offre, acteur=SYSTEME, le=le - timedelta(hours=2))
    retirer(Inscription.objects.get(pk=offre.inscription_id), le, "demande_depart")


def _place(personne, le, **champs) -> Place:
    demande = InscriptionFactory(personne=personne, en_cours=True, etat_depuis=le - timedelta(days=2))
    offre = OffreFactory(inscription=demande, etat="acceptee", repondue_le=le, etat_depuis=le - timedelta(days=2))
    return PlaceFactory(offre=offre, etat_depuis=le - timedelta(days=1), **champs)


def jamais(personne, le) -> None:
    noter_absence_initiale(
        place=_place(personne, le), acteur=SYSTEME, le=le, motif_code="absence_initiale_sans_nouvelles"
    )


def abandon(personne, le) -> None:
    abandonner_place(place=_place(personne, le, commencee=True), acteur=CONSEIL, le=le, motif_code="abandon_emploi")


def revient_puis_repart(personne, le) -> None:
    abandon(personne, le)
    demande = Inscription.objects.get(personne=personne)
    reprendre_inscription(inscription=demande, acteur=CONSEIL, le=le + timedelta(hours=1))
    retirer(Inscription.objects.get(pk=demande.pk), le + timedelta(hours=2))


def groupe_ferme(personne, le, *, dit: bool = True) -> None:
    groupe = GroupeFactory(etat="en_cours", etat_depuis=le - timedelta(days=3))
    demande = InscriptionFactory(personne=personne, en_cours=True, etat_depuis=le - timedelta(days=2))
    avant = le - timedelta(days=2)
    offre = OffreFactory(groupe=groupe, inscription=demande, etat="acceptee", repondue_le=avant, etat_depuis=avant)
    PlaceFactory(offre=offre, commencee=True, etat_depuis=le - timedelta(days=1))
    motif = Motif.objects.get(pk="groupe_ferme_enseignant")
    faire_pas_groupe(groupe=groupe, pas="fermer", acteur=CONSEIL, le=le, motif=motif)
    if dit:
        suivi = Replacement.objects.get(personne=personne)
        constater_depart(replacement=suivi, motif_code="replacement_emploi", acteur=CONSEIL, le=le + timedelta(hours=1))
    # Said already: this end adds no loss.
    retirer(Inscription.objects.get(pk=demande.pk), le + timedelta(hours=2), "demande_plus_besoin")


def groupe_ferme_sans_le_dire(personne, le) -> None:
    groupe_ferme(personne, le, dit=False)


def reste(personne, _le) -> None:
    InscriptionFactory(personne=personne)


RECITS = (
    brouillon,
    attente,
    sans_nouvelles,
    offre_declinee,
    offre_expiree,
    jamais,
    abandon,
    revient_puis_repart,
    groupe_ferme,
    groupe_ferme_sans_le_dire,
    reste,
)


def province(graine: int, nombre: int = 22) -> None:
    """Each story at least twice, on random days, in two regions."""
    hasard = random.Random(graine)
    for rang in range(nombre):
        le = timezone.now() - timedelta(days=hasard.randint(2, 300), hours=4)
        personne = PersonneFactory(region_id=hasard.choice(("03", "06")), sexe=hasard.choice("fm"))
        RECITS[rang % len(RECITS)](personne, le)


def entonnoir(choix: FiltrePertes) -> Counter[tuple[str, str]]:
    """Exits by stage and way out, counted by walking every life step by step: none of the ledger's SQL."""
    sorties: Counter[tuple[str, str]] = Counter()
    places = dict(Place.objects.values_list("pk", "inscription_id"))
    offres = dict(OffreDePlace.objects.values_list("pk", "inscription_id"))
    replacements = dict(Replacement.objects.values_list("pk", "inscription_id"))
    a_qui = {**places, **offres, **replacements}
    vies: dict[object, list[Journal]] = {}
    for ligne in Journal.objects.filter(objet_type__in=("inscription", "place", "offre", "replacement")):
        vies.setdefault(a_qui.get(ligne.objet_id, ligne.objet_id), []).append(ligne)
    for lignes in vies.values():
        derniere_reponse, fermee, dit = "", False, False
        # A consequence on the request is told after its cause.
        for ligne in sorted(lignes, key=lambda vue: (vue.le, vue.objet_type == "inscription", vue.pk)):
            nature = ""
            if ligne.objet_type == "offre" and ligne.pas != "ouvrir":
                derniere_reponse, fermee = ligne.vers, False
            elif ligne.objet_type == "place":
                derniere_reponse, fermee = "", ligne.pas == "fermer"
            elif ligne.pas in ("placer", "reprendre"):
                dit = False
            elif ligne.pas == "constater_depart":
                nature, dit = "groupe_ferme", True
            elif ligne.vers in ("retiree", "inactive", "non_admissible") and not dit:
                nature = {
                    "inactive_abandon": "abandon",
                    "inactive_absence_initiale": "absence_initiale",
                }.get(ligne.motif_code, "")
                en_attente = ligne.de == "en_attente"
                nature = nature or ("groupe_ferme" if fermee and en_attente else "")
                nature = nature or (
                    {"declinee": "offre_declinee", "expiree": "offre_expiree"}.get(derniere_reponse, "")
                    if en_attente
                    else ""
                )
                nature = nature or {"retiree": "retrait", "inactive": "inactivite"}.get(ligne.vers, ligne.vers)
            if nature and _retenue(choix, ligne):
                sorties[_etape(ligne, nature), nature] += 1
    if choix.etape or choix.nature:
        return Counter(
            {(e, n): k for (e, n), k in sorties.items() if choix.etape in ("", e) and choix.nature in ("", n)}
        )
    return sorties


def _etape(ligne: Journal, nature: str) -> str:
    if ligne.objet_type == "replacement":
        return "classe"
    if ligne.de == "en_cours":
        return "premier_cours" if nature == "absence_initiale" else "classe"
    return {"brouillon": "brouillon", "en_attente": "attente", "deposee": "dossier"}[ligne.de]


def _retenue(choix: FiltrePertes, ligne: Journal) -> bool:
    jour = timezone.localdate(ligne.le)
    return (
        choix.du <= jour <= choix.au
        and choix.region in ("", ligne.region_id)
        and choix.sexe in ("", ligne.personne.sexe)
    )
