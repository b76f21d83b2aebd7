"""The agreement between the ministry and a partner, from the request to the closed accounts."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from partenaires.attentes import Attente, attente_de
from partenaires.models.appel import AppelProjets
from partenaires.models.programme import Clientele, VersionProgramme, Volet
from partenaires.states_ententes import EtatEntente

E = EtatEntente
# Its terms bind both parties from the last signature on.
ENGAGEES = (E.SIGNEE, E.ACTIVE, E.REVUE_MI_PARCOURS, E.RAPPORT_FINAL, E.SUSPENDUE, E.RESILIEE, E.FERMEE)
EN_EXECUTION = (E.ACTIVE, E.REVUE_MI_PARCOURS)
DECIDEES = (E.APPROUVEE, *ENGAGEES)


class EntenteQuerySet(models.QuerySet["Entente"]):
    def engagees(self) -> EntenteQuerySet:
        """Signed, whatever came after."""
        return self.filter(etat__in=ENGAGEES)

    def en_execution(self) -> EntenteQuerySet:
        """Services are being given."""
        return self.filter(etat__in=EN_EXECUTION)

    def a_activer(self, *, au: date) -> EntenteQuerySet:
        """Signed ones whose first day has come."""
        return self.filter(etat=E.SIGNEE, debut__lte=au)

    def a_revoir(self, *, au: date) -> EntenteQuerySet:
        """Active ones whose agreed mid-term day has come and that have no review yet."""
        return self.filter(etat=E.ACTIVE, revue_prevue_le__lte=au, revues__isnull=True)

    def terminees(self, *, au: date) -> EntenteQuerySet:
        """Ones in progress whose last day is past."""
        return self.filter(etat__in=EN_EXECUTION, fin__lt=au)


@suivre()
class Entente(ObjetACycle):
    """One agreement. Before its approval it is the organisation's request; its terms are rows that hang on it.

    Amounts are dollars. `montant_convenu` is what the instalments sum to: the database checks it at each commit.
    """

    CYCLE = "entente"

    numero = models.CharField(_("numéro"), max_length=24, unique=True)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="ententes")
    version = models.ForeignKey(VersionProgramme, models.PROTECT, related_name="ententes")
    volet = models.ForeignKey(Volet, models.PROTECT, related_name="ententes")
    appel = models.ForeignKey(AppelProjets, models.PROTECT, null=True, blank=True, related_name="ententes")
    precedente = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="suivantes")
    etat = models.CharField(_("état"), max_length=20, choices=EtatEntente, default=E.EBAUCHE)
    titre = models.CharField(_("titre"), max_length=160)
    description = models.TextField(_("description du projet"), blank=True)
    territoire = ArrayField(models.CharField(max_length=2), default=list, verbose_name=_("territoire"))
    clienteles = ArrayField(
        models.CharField(max_length=32, choices=Clientele), default=list, verbose_name=_("clientèles")
    )
    debut = models.DateField(_("début"))
    fin = models.DateField(_("fin"))
    revue_prevue_le = models.DateField(_("revue de mi-parcours le"), null=True, blank=True)
    montant_demande = models.DecimalField(_("montant demandé"), max_digits=12, decimal_places=2, default=0)
    autres_aides = models.DecimalField(_("autres aides publiques"), max_digits=12, decimal_places=2, default=0)
    montant_recommande = models.DecimalField(
        _("montant recommandé"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    montant_convenu = models.DecimalField(_("montant convenu"), max_digits=12, decimal_places=2, null=True, blank=True)
    gestionnaire = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="ententes_suivies"
    )
    soumise_le = models.DateTimeField(_("soumise le"), null=True, blank=True)
    soumise_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recommandee_le = models.DateTimeField(_("recommandée le"), null=True, blank=True)
    recommandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approuvee_le = models.DateTimeField(_("approuvée le"), null=True, blank=True)
    approuvee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signee_le = models.DateTimeField(_("signée le"), null=True, blank=True)
    fermee_le = models.DateTimeField(_("fermée le"), null=True, blank=True)

    objects = EntenteQuerySet.as_manager()

    class Meta:
        verbose_name = _("entente")
        ordering = ("-debut", "numero")
        indexes = [models.Index(fields=["etat", "debut"], name="entente_etat_debut")]
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="entente_rattachement"),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="entente_dates_ordonnees",
                violation_error_message=_("L’entente finit après son début."),
            ),
            models.CheckConstraint(
                condition=Q(revue_prevue_le__isnull=True)
                | Q(revue_prevue_le__gt=F("debut"), revue_prevue_le__lt=F("fin")),
                name="entente_revue_pendant",
                violation_error_message=_("La revue de mi-parcours a lieu pendant l’entente."),
            ),
            models.CheckConstraint(
                condition=Q(montant_demande__gte=0, autres_aides__gte=0),
                name="entente_montants_positifs",
                violation_error_message=_("Un montant n’est jamais négatif."),
            ),
            models.CheckConstraint(
                condition=Q(montant_convenu__isnull=True) | Q(montant_convenu__gt=0), name="entente_convenu_positif"
            ),
            # Segregation of duties: who analyses never approves.
            models.CheckConstraint(
                condition=Q(recommandee_par__isnull=True)
                | Q(approuvee_par__isnull=True)
                | ~Q(recommandee_par=F("approuvee_par")),
                name="entente_analyste_nest_pas_approbateur",
                violation_error_message=_("La personne qui a analysé la demande ne peut pas l’approuver."),
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=[str(etat) for etat in DECIDEES])
                | Q(approuvee_le__isnull=False, montant_convenu__isnull=False),
                name="entente_decidee_complete",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=[str(etat) for etat in ENGAGEES]) | Q(signee_le__isnull=False),
                name="entente_engagee_signee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} – {self.titre}"

    @property
    def est_engagee(self) -> bool:
        """True once its terms bind both parties."""
        return self.etat in ENGAGEES

    @property
    def est_ebauche(self) -> bool:
        """True until the request is first submitted."""
        return self.etat == E.EBAUCHE

    @property
    def est_a_examiner(self) -> bool:
        """True while the ministry checks the request is complete."""
        return self.etat in (E.SOUMISE, E.EN_ANALYSE)

    @property
    def est_en_analyse(self) -> bool:
        """True while the ministry fills the grid."""
        return self.etat == E.EN_ANALYSE

    @property
    def est_a_decider(self) -> bool:
        """True once recommended, until the decision."""
        return self.etat == E.RECOMMANDEE

    @property
    def est_modifiable(self) -> bool:
        """True while the organisation may change its request."""
        return self.etat in (E.EBAUCHE, E.A_COMPLETER)

    @property
    def est_a_negocier(self) -> bool:
        """True while its text may be discussed: approved, not signed."""
        return self.etat == E.APPROUVEE

    @property
    def attente(self) -> Attente:
        """Who acts next, and to do what."""
        return attente_de(self)
