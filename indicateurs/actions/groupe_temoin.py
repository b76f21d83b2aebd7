"""A focus group: its guide, its draw, its session, its notes without a name, its findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from guichet.referentiels.parametres import parametre
from indicateurs import anonymat
from indicateurs.courriels_groupes import inviter
from indicateurs.models import Constat, GroupeTemoin, GuideEntretien, NotesDeGroupe, Recrue
from indicateurs.queries.cohortes import ajouter_mois
from indicateurs.queries.groupes_temoins import noms_des_invitees, notes_echues, prochain_numero_groupe, tirer
from indicateurs.states_groupes import ANIMATION, CODAGE, EtatRecrue


class NomsReconnus(TransitionRefusee):
    """The text holds words that are names of persons invited: `mots`, as written."""

    def __init__(self, mots: list[str]) -> None:
        super().__init__(
            _("Ces mots nomment aussi une personne invitée : %(mots)s. Réécrivez la phrase, ou dites quoi en faire.")
            % {"mots": ", ".join(mots)}
        )
        self.mots = mots


@transaction.atomic
def enregistrer_guide(*, code: str, titre: str, questions: list[str], acteur: Acteur, le: datetime) -> GuideEntretien:
    """The first version of a guide, or its next one: what was asked with a former version stays known."""
    _exiger(acteur, CODAGE)
    if not questions:
        raise TransitionRefusee(_("Écrivez au moins une question."))
    derniere = GuideEntretien.objects.select_for_update().filter(code=code).order_by("-version").first()
    return GuideEntretien.objects.create(
        code=code,
        version=derniere.version + 1 if derniere else 1,
        titre=titre,
        questions=questions,
        cree_le=le,
        cree_par_id=acteur.utilisateur_id,
    )


@transaction.atomic
def preparer_groupe(*, champs: Mapping[str, Any], acteur: Acteur, le: datetime) -> GroupeTemoin:
    """Say whom the group wants, when and where; nobody is invited yet."""
    groupe = GroupeTemoin(
        **champs, numero=prochain_numero_groupe(timezone.localdate(le)), auteur_id=acteur.utilisateur_id
    )
    _exiger_region(acteur, groupe)
    if groupe.seance_le <= le:
        raise TransitionRefusee(_("La rencontre est à venir."))
    with portee(Acteur.systeme()):
        return ouvrir(groupe, acteur=acteur, le=le)


@transaction.atomic
def inviter_au_groupe(*, groupe: GroupeTemoin, nombre: int, acteur: Acteur, le: datetime) -> list[Recrue]:
    """Draw the next persons of the group's order and write to each; a second call draws those who come after."""
    with portee(Acteur.systeme()):
        groupe = groupe.verrouillee()
        _exiger_region(acteur, groupe)
        if not (groupe.est_en_preparation or groupe.est_en_recrutement):
            raise TransitionRefusee(_("Ce groupe n’invite plus personne."))
        if groupe.seance_le <= le:
            raise TransitionRefusee(_("La rencontre est passée."))
        tirees = tirer(groupe, nombre)
        if not tirees:
            raise TransitionRefusee(_("Aucune autre personne consentante ne répond à ces critères."))
        if groupe.est_en_preparation:
            franchir(groupe, "recruter", acteur=acteur, le=le)
        debut = groupe.recrues.count()
        recrues = [
            ouvrir(
                Recrue(groupe=groupe, personne=personne, region_id=personne.region_id, rang=rang, invitee_le=le),
                acteur=acteur,
                le=le,
            )
            for rang, personne in enumerate(tirees, debut + 1)
        ]
        for recrue in recrues:
            inviter(recrue, le=le)
    return recrues


@transaction.atomic
def repondre_invitation(*, recrue: Recrue, oui: bool, acteur: Acteur, le: datetime) -> Recrue:
    """The person's yes or no; she may change it until the session is near."""
    with portee(Acteur.systeme()):
        recrue = recrue.verrouillee()
        if not peut_repondre(recrue, le=le):
            raise TransitionRefusee(_("Cette invitation est finie."))
        if recrue.a_accepte != oui or not (recrue.a_accepte or recrue.a_decline):
            franchir(recrue, "accepter" if oui else "decliner", acteur=acteur, le=le, repondue_le=le)
    return recrue


def peut_repondre(recrue: Recrue, *, le: datetime) -> bool:
    """True while an answer may still be given or changed."""
    jours = int(parametre("groupe_temoin_reponse_jours", au=timezone.localdate(le)))
    limite = (timezone.localdate(recrue.groupe.seance_le) - timezone.localdate(le)).days
    return recrue.groupe.est_en_recrutement and recrue.peut_repondre and limite >= jours


@transaction.atomic
def tenir_groupe(*, groupe: GroupeTemoin, presentes: Collection[Any], acteur: Acteur, le: datetime) -> GroupeTemoin:
    """Note who came: of those who accepted, the others were absent; of those who said nothing, a few may have come."""
    with portee(Acteur.systeme()):
        groupe = groupe.verrouillee()
        _exiger_region(acteur, groupe)
        if groupe.seance_le > le:
            raise TransitionRefusee(_("La rencontre n’a pas encore eu lieu."))
        venues = {str(cle) for cle in presentes}
        for recrue in Recrue.objects.select_for_update(of=("self",)).filter(groupe=groupe).order_by("pk"):
            if str(recrue.pk) in venues:
                franchir(recrue, "noter_presence", acteur=acteur, le=le)
            elif recrue.a_accepte:
                franchir(recrue, "noter_absence", acteur=acteur, le=le)
            elif recrue.etat == EtatRecrue.INVITEE:
                franchir(recrue, "expirer", acteur=acteur, le=le)
        franchir(groupe, "tenir", acteur=acteur, le=le)
    return groupe


@transaction.atomic
def annuler_groupe(
    *, groupe: GroupeTemoin, motif: Motif, acteur: Acteur, le: datetime, precision: str = ""
) -> GroupeTemoin:
    """Give the session up, for a coded reason; invitations not sent yet never leave."""
    with portee(Acteur.systeme()):
        groupe = groupe.verrouillee()
        _exiger_region(acteur, groupe)
        franchir(groupe, "annuler", acteur=acteur, le=le, motif=precision.strip(), motif_code=motif.code)
    return groupe


@transaction.atomic
def ecrire_notes(
    *,
    groupe: GroupeTemoin,
    texte: str,
    acteur: Acteur,
    le: datetime,
    masquer: bool = False,
    garder: bool = False,
) -> NotesDeGroupe:
    """Keep what was said. Words that name someone invited are refused, masked, or kept on the writer's word."""
    _exiger(acteur, ANIMATION)
    with portee(Acteur.systeme()):
        groupe = groupe.verrouillee()
        if not groupe.est_codable:
            raise TransitionRefusee(_("Les notes s’écrivent après la rencontre."))
        texte, gardes = anonymiser(groupe, texte, masquer=masquer, garder=garder)
        jour = timezone.localdate(le)
        mois = int(parametre("groupe_temoin_conservation_mois", au=jour))
        notes, _nouvelles = NotesDeGroupe.objects.update_or_create(
            groupe=groupe,
            defaults={
                "texte": texte,
                "mots_gardes": gardes,
                "ecrites_le": le,
                "ecrites_par_id": acteur.utilisateur_id,
                "conserver_jusqu_au": ajouter_mois(jour, mois),
                "effacees_le": None,
            },
        )
    return notes


def anonymiser(
    groupe: GroupeTemoin, texte: str, *, masquer: bool = False, garder: bool = False
) -> tuple[str, list[str]]:
    """The text without a name, and the words kept on someone's word; `NomsReconnus` when nothing was decided."""
    texte = texte.strip()
    if not texte:
        raise TransitionRefusee(_("Écrivez ce texte."))
    if trouvees := anonymat.coordonnees(texte):
        raise TransitionRefusee(_("Retirez ces adresses ou ces numéros : %(liste)s.") % {"liste": ", ".join(trouvees)})
    mots = anonymat.noms_reconnus(texte, noms_des_invitees(groupe))
    if not mots:
        return texte, []
    if masquer:
        return anonymat.masquer(texte, mots), []
    if garder:
        return texte, mots
    raise NomsReconnus(mots)


@transaction.atomic
def coder_constat(
    *, groupe: GroupeTemoin, theme: str, enonce: str, nb_personnes: int, acteur: Acteur, le: datetime
) -> Constat:
    """One finding under a theme of the shared list; at most as many persons as came."""
    _exiger(acteur, CODAGE)
    with portee(Acteur.systeme()):
        groupe = groupe.verrouillee()
        if not groupe.est_codable:
            raise TransitionRefusee(_("Un constat se code après la rencontre."))
        presentes = groupe.recrues.filter(etat=EtatRecrue.PRESENTE).count()
        if nb_personnes > presentes:
            raise TransitionRefusee(
                _("%(nombre)d personnes étaient présentes : écrivez ce nombre au plus.") % {"nombre": presentes}
            )
        enonce, _gardes = anonymiser(groupe, enonce)
        rang = groupe.constats.count() + 1
        return Constat.objects.create(
            numero=f"{groupe.numero}-{rang}",
            groupe=groupe,
            theme_id=theme,
            enonce=enonce,
            nb_personnes=nb_personnes,
            code_le=le,
            code_par_id=acteur.utilisateur_id,
        )


@transaction.atomic
def retirer_constat(*, constat: Constat, motif: Motif, acteur: Acteur, le: datetime) -> None:
    """Take a finding out, for a coded reason; its row stays."""
    _exiger(acteur, CODAGE)
    constat = Constat.objects.select_for_update().get(pk=constat.pk)
    if constat.retire_le:
        raise TransitionRefusee(_("Ce constat est déjà retiré."))
    constat.retire_le, constat.retire_par_id, constat.retire_motif = le, acteur.utilisateur_id, motif
    constat.save(update_fields=["retire_le", "retire_par", "retire_motif"])


@transaction.atomic
def conclure_groupe(*, groupe: GroupeTemoin, acteur: Acteur, le: datetime) -> GroupeTemoin:
    """Say that everything heard is coded."""
    with portee(Acteur.systeme()):
        groupe = groupe.verrouillee()
        if not groupe.constats.filter(retire_le__isnull=True).exists():
            raise TransitionRefusee(_("Codez au moins un constat avant de conclure."))
        franchir(groupe, "conclure", acteur=acteur, le=le)
    return groupe


@transaction.atomic
def effacer_notes(*, le: datetime) -> int:
    """Take away the words of notes past their date; their row says when. A second run finds none."""
    dues = notes_echues(au=timezone.localdate(le)).select_for_update(skip_locked=True)
    return NotesDeGroupe.objects.filter(pk__in=list(dues.values_list("pk", flat=True))).update(
        texte="", mots_gardes=[], effacees_le=le
    )


def _exiger(acteur: Acteur, roles: Collection[Any]) -> None:
    if acteur.role not in roles:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de travailler sur un groupe témoin."))


def _exiger_region(acteur: Acteur, groupe: GroupeTemoin) -> None:
    """An adviser of some regions recruits in these alone."""
    _exiger(acteur, ANIMATION)
    if acteur.regions and groupe.region_id not in acteur.regions:
        raise RoleInsuffisant(_("Vous recrutez dans vos régions seulement."))
