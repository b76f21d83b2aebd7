"""Campaigns: who may be drawn, who came back, and what may be concluded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.models import Journal
from guichet.referentiels.formats import formater_date, formater_nombre
from guichet.referentiels.formules import Formule
from guichet.referentiels.queries import choix_regions, parametre
from inscriptions.models import Bras, CampagneRelance, Inscription, ParticipationCampagne, Strate, SuiviPersonne
from inscriptions.queries.contacts import joignables
from inscriptions.relances.statistique import Comparaison, Intervalle, difference, wilson
from inscriptions.states_relances import EtatCampagne
from inscriptions.suivis_ailleurs import CIBLES

# What a person does, or has done for her, when she comes back to the path.
RETOURS = ("deposer", "completer", "reprendre", "remettre_en_attente")
MESSAGES_A_PARTIR = gettext_lazy("%(n)s messages ne sont pas encore partis.")
COLONNE = {Strate.REGION: "region_id", Strate.FORMULE: "formules", Strate.SEXE: "personne__sexe"}


@dataclass(frozen=True, slots=True)
class Ligne:
    """One stratum, or all of them: people, returns, and the difference with its interval."""

    nom: str
    comparaison: Comparaison
    part: Intervalle
    part_temoin: Intervalle
    effet: Intervalle


@dataclass(frozen=True)
class Resultat:
    """What the campaign says: nothing but numbers of people while something is missing."""

    contactees: int
    temoins: int
    manques: list[str]
    strates: list[Ligne] = field(default_factory=list)
    ensemble: Ligne | None = None

    @property
    def lignes(self) -> list[Ligne]:
        """Every stratum, then the whole."""
        return [*self.strates, *([self.ensemble] if self.ensemble else [])]

    @property
    def est_concluant(self) -> bool:
        """True when the plan was followed to its end."""
        return not self.manques


def admissibles(*, cible: str, regions: Sequence[str], canal: str, le: datetime) -> QuerySet[Any]:
    """Requests left in this state, of people this channel may reach and whom nobody is following up already.

    One request a person: the latest. People of another app come as that app knows them. The caller has the
    province's scope.
    """
    if cible in CIBLES:
        return CIBLES[cible].admissibles(regions, le)
    jour = timezone.localdate(le)
    depuis = le - timedelta(days=int(parametre("campagne_inactivite_jours", au=jour)))
    plus_recente = Inscription.objects.filter(personne=OuterRef("personne"), cree_le__gt=OuterRef("cree_le"))
    suivie = SuiviPersonne.objects.ouverts().filter(personne=OuterRef("personne"))
    tiree = ParticipationCampagne.objects.filter(personne=OuterRef("personne"), campagne__etat=EtatCampagne.EN_COURS)
    demandes = Inscription.objects.filter(
        ~Exists(plus_recente), ~Exists(suivie), ~Exists(tiree), etat=cible, etat_depuis__lt=depuis
    )
    if regions:
        demandes = demandes.filter(region__in=regions)
    return joignables(demandes, canal).select_related("personne").order_by("pk")


def participation_de(objet: Any, campagne: CampagneRelance) -> ParticipationCampagne:
    """The row of one person who may be drawn, not saved, in her stratum."""
    if campagne.cible in CIBLES:
        return CIBLES[campagne.cible].participation(objet, campagne.strate)
    return ParticipationCampagne(
        inscription=objet,
        personne_id=objet.personne_id,
        region_id=objet.region_id,
        strate=strate_de(objet, campagne.strate),
    )


def strate_de(demande: Inscription, strate: str) -> str:
    """The code of the stratum of one person; empty when it is not known."""
    if strate == Strate.REGION:
        return demande.region_id or ""
    if strate == Strate.FORMULE:
        return demande.formule_preferee or ""
    return demande.personne.sexe


def resultat(campagne: CampagneRelance, *, au: date) -> Resultat:
    """The effect, stratum by stratum and together; refused under the planned sample or before the planned day.

    Everyone drawn counts in her group, message received or not. The caller has the province's scope.
    """
    if not campagne.est_lancee:
        return Resultat(0, 0, [_("La campagne n’est pas lancée.")])
    comparaisons = _comparer(campagne)
    contactees = sum(c.contactees for c in comparaisons.values())
    temoins = sum(c.temoins for c in comparaisons.values())
    manques = _manques(campagne, contactees, temoins, au)
    if manques:
        return Resultat(contactees, temoins, manques)
    seuil = float(parametre("campagne_seuil", au=campagne.conclure_le))
    noms = _noms(campagne.strate)
    strates = [_ligne(noms.get(code, _("Non précisé")), [c], seuil) for code, c in sorted(comparaisons.items())]
    return Resultat(contactees, temoins, [], strates, _ligne(_("Ensemble"), list(comparaisons.values()), seuil))


def _comparer(campagne: CampagneRelance) -> dict[str, Comparaison]:
    """People and returns of each stratum, from the draw to the eve of the planned day."""
    fin = timezone.make_aware(datetime.combine(campagne.conclure_le, time()))
    if campagne.cible in CIBLES and campagne.lancee_le:
        revenue = CIBLES[campagne.cible].revenue(campagne.lancee_le, fin)
    else:
        pas = Journal.objects.filter(personne=OuterRef("personne"), objet_type="inscription", pas__in=RETOURS)
        revenue = Exists(pas.filter(le__gt=campagne.lancee_le, le__lt=fin))
    tirees = campagne.participations.order_by().annotate(revenue=revenue).values("strate")
    contactee, temoin = Q(bras=Bras.CONTACTEE), Q(bras=Bras.TEMOIN)
    lignes = tirees.annotate(
        contactees=Count("pk", filter=contactee),
        revenues=Count("pk", filter=contactee & Q(revenue=True)),
        temoins=Count("pk", filter=temoin),
        temoins_revenus=Count("pk", filter=temoin & Q(revenue=True)),
    )
    return {ligne.pop("strate"): Comparaison(**ligne) for ligne in lignes}


def _manques(campagne: CampagneRelance, contactees: int, temoins: int, au: date) -> list[str]:
    """What keeps from concluding, in words."""
    manques = []
    if au < campagne.conclure_le:
        manques.append(_("La date prévue est le %(date)s.") % {"date": formater_date(campagne.conclure_le)})
    for nombre, groupe in ((contactees, _("contactées")), (temoins, _("témoins"))):
        if nombre < campagne.taille_prevue:
            manques.append(
                _("Il manque %(manque)s personnes %(groupe)s : %(nombre)s tirées, %(prevu)s prévues.")
                % {
                    "manque": formater_nombre(campagne.taille_prevue - nombre),
                    "groupe": groupe,
                    "nombre": formater_nombre(nombre),
                    "prevu": formater_nombre(campagne.taille_prevue),
                }
            )
    restent = campagne.participations.filter(du_le__isnull=False, depose_le__isnull=True).count()
    if restent:
        texte = _("%(n)s personnes restent à joindre.") if campagne.cible in CIBLES else MESSAGES_A_PARTIR
        manques.append(str(texte) % {"n": formater_nombre(restent)})
    return manques


def _ligne(nom: str, comparaisons: list[Comparaison], seuil: float) -> Ligne:
    somme = Comparaison(
        sum(c.contactees for c in comparaisons),
        sum(c.revenues for c in comparaisons),
        sum(c.temoins for c in comparaisons),
        sum(c.temoins_revenus for c in comparaisons),
    )
    return Ligne(
        nom,
        somme,
        wilson(somme.revenues, somme.contactees, seuil=seuil),
        wilson(somme.temoins_revenus, somme.temoins, seuil=seuil),
        difference(comparaisons, seuil=seuil),
    )


def _noms(strate: str) -> dict[str, str]:
    if strate == Strate.REGION:
        return {code: str(nom) for code, nom in choix_regions()}
    if strate == Strate.FORMULE:
        return {str(code): str(nom) for code, nom in Formule.choices}
    from guichet.models import Sexe

    return {str(code): str(nom) for code, nom in Sexe.choices}
