"""Admitted persons whom courses are for and who never came: those to reach, and how campaigns draw them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur
from guichet.models import Journal
from guichet.referentiels.parametres import parametre
from indicateurs.models import (
    AgregatCohorte,
    Francais,
    IssueAdmission,
    PersonneAdmise,
    Rapprochement,
    TentativeAdmission,
)
from indicateurs.queries.comptage import base_de_lecture
from indicateurs.queries.contacts import INTERESSEE, REGLENT, REPONSES
from indicateurs.queries.participation_sql import PAS
from indicateurs.states_admissions import LIES, EtatParticipation
from inscriptions.models import Bras, CanalContact, CibleCampagne, Evaluation, ParticipationCampagne, Strate
from inscriptions.states_relances import EtatCampagne
from inscriptions.suivis_ailleurs import CibleAilleurs, FileAilleurs, declarer, declarer_cible

# An admission has neither telephone nor e-mail: the ministry reaches these people with what it holds elsewhere.
CANAUX = frozenset({CanalContact.TELEPHONE, CanalContact.LETTRE, CanalContact.EN_PERSONNE})


def _age() -> Func:
    """Full years at the end of the month of admission."""
    mois = F("cohorte__mois")
    fin = Func(mois, template="%(expressions)s + interval '1 month - 1 day'", output_field=DateField())
    return Func(
        fin, F("date_naissance"), template="extract(year FROM age(%(expressions)s))::int", output_field=IntegerField()
    )


def venue(*, au: date) -> Exists:
    """She asked for a course, or was found not to need one, under the link of the outer admission."""
    liees = Rapprochement.objects.filter(cle=OuterRef("cle"), etat__in=LIES)
    pas_par_objet: dict[str, list[str]] = {}
    for objet, pas, _etat in PAS:
        pas_par_objet.setdefault(objet, []).append(pas)
    # Said as the index `journal_venues` says it.
    suivies = Q()
    for objet, siens in pas_par_objet.items():
        suivies |= Q(objet_type=objet, pas__in=siens)
    pas_faits = Journal.objects.filter(suivies, personne=OuterRef("personne"))
    seuil = int(parametre("niveau_seuil_autonomie", au=au))
    autonome = Evaluation.objects.filter(
        personne=OuterRef("personne"), genre="classement", co__gte=seuil, po__gte=seuil
    )
    return Exists(liees.filter(Exists(pas_faits) | Exists(autonome)))


def a_joindre(admises: QuerySet[PersonneAdmise], *, au: date) -> QuerySet[PersonneAdmise]:
    """Of these admissions, the persons still to reach, each with what was tried: `derniere` (code of the last
    outcome), `nb_tentatives`, `agir_le`, `campagne`. The caller has the province's scope.

    Someone who wants a course stays until she asks for one; a control stays alone while her campaign runs.
    """
    tentees = TentativeAdmission.objects.filter(cle=OuterRef("cle"), retire_le__isnull=True)
    reponse = tentees.filter(motif__in=(*REPONSES, *REGLENT)).order_by("-le").values("motif")[:1]
    derniere = tentees.order_by("-le")
    issues = IssueAdmission.objects.filter(cle=OuterRef("cle"), retire_le__isnull=True)
    tiree = ParticipationCampagne.objects.filter(admission=OuterRef("cle"), campagne__etat=EtatCampagne.EN_COURS)
    nombre = tentees.order_by().values("cle").annotate(n=Count("pk")).values("n")
    return (
        admises.exclude(francais=Francais.OUI)
        .alias(ans=_age(), reponse=Coalesce(Subquery(reponse), Value(""), output_field=CharField()))
        .filter(Q(date_naissance__isnull=True) | Q(ans__gte=int(parametre("age_minimum", au=au))))
        .filter(~Exists(issues), ~venue(au=au), ~Exists(tiree.filter(bras=Bras.TEMOIN)))
        .exclude(reponse__in=REGLENT)
        .annotate(
            derniere=Coalesce(Subquery(derniere.values("motif__libelle")[:1]), Value(""), output_field=CharField()),
            interessee=Case(When(reponse=INTERESSEE, then=True), default=False),
            nb_tentatives=Coalesce(Subquery(nombre, output_field=IntegerField()), 0),
            agir_le=Coalesce(Subquery(derniere.values("prochaine_le")[:1]), F("cohorte__mois")),
            campagne=Coalesce(
                Subquery(tiree.filter(bras=Bras.CONTACTEE, depose_le__isnull=True).values("campagne__nom")[:1]),
                Value(""),
            ),
        )
    )


def compter(acteur: Acteur) -> int:
    """How many of this adviser's regions were never reached, from the cohorts' roll-up."""
    jamais = AgregatCohorte.objects.using(base_de_lecture()).filter(besoin=True, etat=EtatParticipation.JAMAIS_JOINTE)
    if acteur.regions:
        jamais = jamais.filter(region_id__in=acteur.regions)
    return jamais.aggregate(total=Sum("nb"))["total"] or 0


def tirables(regions: Sequence[str], le: datetime) -> QuerySet[Any]:
    """Those a campaign may draw: never reached and in no other campaign that runs."""
    prises = ParticipationCampagne.objects.filter(admission=OuterRef("cle"), campagne__etat=EtatCampagne.EN_COURS)
    admises = PersonneAdmise.objects.actives().filter(~Exists(prises))
    if regions:
        admises = admises.filter(region__in=regions)
    return a_joindre(admises, au=timezone.localdate(le)).filter(interessee=False).order_by("pk")


def participation(admise: PersonneAdmise, strate: str) -> ParticipationCampagne:
    """The row of one of them in her stratum."""
    code = admise.sexe if strate == Strate.SEXE else admise.region_id or ""
    return ParticipationCampagne(admission=admise.cle, region_id=admise.region_id, strate=code)


def revenue(du: datetime, au: datetime) -> Exists:
    """She sent a request between these moments, under the link of the outer row."""
    demande = Journal.objects.filter(
        personne=OuterRef("personne"), objet_type="inscription", pas="deposer", le__gt=du, le__lt=au
    )
    return Exists(Rapprochement.objects.filter(Exists(demande), cle=OuterRef("admission"), etat__in=LIES))


declarer(FileAilleurs("jamais_jointes", _("Personnes admises, jamais jointes"), compter, "jamais_jointes"))
declarer_cible(
    CibleCampagne.JAMAIS_JOINTE,
    CibleAilleurs(CANAUX, frozenset({Strate.REGION, Strate.SEXE}), tirables, participation, revenue),
)
