"""Focus groups: a guide in versions, persons drawn and invited, a session, notes without a name, coded findings."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.models.personne import Sexe
from indicateurs.states_groupes import EtatGroupeTemoin, EtatRecrue

PAR = settings.AUTH_USER_MODEL


class GuideEntretien(models.Model):
    """The questions of one version of a guide; a change is another version, so that what was asked stays known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=32)
    version = models.PositiveSmallIntegerField(_("version"))
    titre = models.CharField(_("titre"), max_length=160)
    questions = models.JSONField(_("questions"), default=list)
    cree_le = models.DateTimeField(_("créé le"))
    cree_par = models.ForeignKey(PAR, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("guide d’entretien")
        verbose_name_plural = _("guides d’entretien")
        ordering = ("code", "-version")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="guide_version_unique"),
            models.CheckConstraint(condition=~Q(questions=[]), name="guide_a_des_questions"),
        ]

    def __str__(self) -> str:
        return _("%(titre)s, version %(version)d") % {"titre": self.titre, "version": self.version}


class GroupeTemoin(ObjetACycle):
    """One session: whom it wants, drawn by a seed anyone can run again, when and where."""

    CYCLE = "groupe_temoin"

    numero = models.CharField(_("numéro"), max_length=16, unique=True)
    titre = models.CharField(_("sujet"), max_length=160)
    etat = models.CharField(_("état"), max_length=16, choices=EtatGroupeTemoin, default=EtatGroupeTemoin.EBAUCHE)
    guide = models.ForeignKey(GuideEntretien, models.PROTECT, related_name="groupes")
    # None: the whole province.
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, blank=True, related_name="+")
    statut = models.ForeignKey("guichet.StatutImmigration", models.PROTECT, null=True, blank=True, related_name="+")
    sexe = models.CharField(_("sexe"), max_length=1, choices=Sexe, blank=True)
    niveau_minimum = models.PositiveSmallIntegerField(_("niveau minimal"), null=True, blank=True)
    nb_invitees = models.PositiveSmallIntegerField(_("personnes à inviter"))
    graine = models.PositiveIntegerField(_("graine du tirage"))
    seance_le = models.DateTimeField(_("rencontre"))
    lieu = models.CharField(_("lieu"), max_length=200)
    auteur = models.ForeignKey(PAR, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("groupe témoin")
        verbose_name_plural = _("groupes témoins")
        ordering = ("-seance_le",)
        constraints = [
            models.CheckConstraint(
                condition=Q(nb_invitees__gt=0),
                name="groupe_temoin_invite",
                violation_error_message=_("Invitez au moins une personne."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.numero} – {self.titre}"

    def rattachement(self) -> dict[str, Any]:
        """A group is about nobody; it counts in its region."""
        return {"region_id": self.region_id}

    @property
    def est_en_preparation(self) -> bool:
        """True before any invitation."""
        return self.etat == EtatGroupeTemoin.EBAUCHE

    @property
    def est_en_recrutement(self) -> bool:
        """True while persons are invited and answer."""
        return self.etat == EtatGroupeTemoin.EN_RECRUTEMENT

    @property
    def est_tenu(self) -> bool:
        """True once the session took place and until its findings are in."""
        return self.etat == EtatGroupeTemoin.TENU

    @property
    def est_codable(self) -> bool:
        """True when what was said may be noted and coded."""
        return self.etat in (EtatGroupeTemoin.TENU, EtatGroupeTemoin.CLOS)


class Recrue(ObjetACycle):
    """One person drawn for one session, what she answered, whether she came."""

    CYCLE = "recrue"

    groupe = models.ForeignKey(GroupeTemoin, models.PROTECT, related_name="recrues")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    etat = models.CharField(_("état"), max_length=12, choices=EtatRecrue, default=EtatRecrue.INVITEE)
    rang = models.PositiveIntegerField(_("rang du tirage"))
    invitee_le = models.DateTimeField(_("invitée le"))
    repondue_le = models.DateTimeField(_("réponse le"), null=True, blank=True)

    class Meta:
        verbose_name = _("personne invitée")
        verbose_name_plural = _("personnes invitées")
        ordering = ("rang",)
        constraints = [models.UniqueConstraint(fields=["groupe", "personne"], name="recrue_une_par_groupe")]

    def __str__(self) -> str:
        return f"{self.groupe_id} {self.rang}"

    @property
    def peut_repondre(self) -> bool:
        """True while yes or no may still change."""
        return self.etat in (EtatRecrue.INVITEE, EtatRecrue.ACCEPTEE, EtatRecrue.DECLINEE)

    @property
    def a_accepte(self) -> bool:
        """True when she said yes."""
        return self.etat == EtatRecrue.ACCEPTEE

    @property
    def a_decline(self) -> bool:
        """True when she said no."""
        return self.etat == EtatRecrue.DECLINEE


class NotesDeGroupe(models.Model):
    """What was said, without a name; the words go away at their date, the findings stay."""

    groupe = models.OneToOneField(GroupeTemoin, models.PROTECT, primary_key=True, related_name="notes")
    texte = models.TextField(_("notes"), blank=True)
    # Words that are also the name of someone invited, kept because a person vouched that they name nobody.
    mots_gardes = models.JSONField(_("mots gardés"), default=list)
    ecrites_le = models.DateTimeField(_("écrites le"))
    ecrites_par = models.ForeignKey(PAR, models.PROTECT, null=True, related_name="+")
    conserver_jusqu_au = models.DateField(_("à conserver jusqu’au"))
    effacees_le = models.DateTimeField(_("effacées le"), null=True, blank=True)

    class Meta:
        verbose_name = _("notes d’un groupe témoin")
        verbose_name_plural = _("notes de groupes témoins")
        constraints = [
            models.CheckConstraint(
                condition=(Q(effacees_le__isnull=True) & ~Q(texte="")) | (Q(effacees_le__isnull=False) & Q(texte="")),
                name="notes_presentes_ou_effacees",
            )
        ]

    def __str__(self) -> str:
        return str(self.groupe_id)


class ConstatQuerySet(models.QuerySet["Constat"]):
    def en_place(self) -> ConstatQuerySet:
        """Those not taken out."""
        return self.filter(retire_le__isnull=True)


class Constat(models.Model):
    """One coded finding of one session: its theme, of the list field needs share, and how many said it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    numero = models.CharField(_("numéro"), max_length=20, unique=True)
    groupe = models.ForeignKey(GroupeTemoin, models.PROTECT, related_name="constats")
    theme = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    enonce = models.TextField(_("constat"))
    nb_personnes = models.PositiveSmallIntegerField(_("personnes qui l’ont dit"))
    code_le = models.DateTimeField(_("codé le"))
    code_par = models.ForeignKey(PAR, models.PROTECT, null=True, related_name="+")
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)
    retire_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    retire_motif = models.ForeignKey("guichet.Motif", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConstatQuerySet.as_manager()

    class Meta:
        verbose_name = _("constat")
        ordering = ("theme__ordre", "-nb_personnes", "numero")
        constraints = [
            models.CheckConstraint(condition=~Q(enonce="") & Q(nb_personnes__gt=0), name="constat_dit_par_quelqu_un"),
            models.CheckConstraint(
                condition=Q(retire_le__isnull=True, retire_motif__isnull=True)
                | Q(retire_le__isnull=False, retire_motif__isnull=False),
                name="constat_retire_motive",
            ),
        ]

    def __str__(self) -> str:
        return self.numero
