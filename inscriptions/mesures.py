"""What the path counts, and how each figure is defined."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guichet.mesure import responsables
from guichet.mesure.definition import Diffusion, Genre, Mesure, Sens, definir
from guichet.mesure.dimensions import DEMANDE, PLACE
from guichet.mesure.evenement import Evenement, declarer, suspendre_chez_la_personne


def _fin_de_dossier(code: str, libelle: Any, objet: str, pas: str) -> Evenement:
    """A way a complete file ends, by cohort."""
    return Evenement(code, libelle, objet, pas=pas, dossier=True, par_cohorte=True, delais=True, file="dossier_complet")


declarer(
    Evenement("demande", _("Demandes reçues"), "inscription", pas="deposer"),
    Evenement("evaluation", _("Évaluations du niveau"), "inscription", pas="evaluer"),
    Evenement("entree_attente", _("Mises en attente"), "inscription", vers="en_attente", file="entree_attente"),
    Evenement("sortie_attente", _("Sorties de l’attente"), "inscription", de="en_attente", file="entree_attente"),
    Evenement("offre", _("Offres de place"), "offre", pas="ouvrir"),
    Evenement("offre_acceptee", _("Offres acceptées"), "offre", pas="accepter"),
    Evenement("offre_declinee", _("Offres refusées"), "offre", pas="decliner"),
    Evenement("offre_expiree", _("Offres expirées"), "offre", pas="expirer"),
    Evenement("debut", _("Débuts de cours"), "place", pas="commencer", delai_depuis="declarer_complete", delais=True),
    Evenement("fin", _("Cours terminés"), "place", pas="terminer"),
    Evenement("abandon", _("Abandons"), "place", pas="abandonner"),
    # A class that closes under those who had begun it served nobody: it is taken off the starts.
    Evenement("classe_fermee", _("Cours fermés sous une personne"), "place", pas="fermer", de="commencee"),
    Evenement("place_perdue", _("Places perdues par fermeture"), "place", pas="fermer"),
    Evenement("replacee", _("Personnes replacées"), "replacement", pas="placer", delais=True),
    Evenement("transferee", _("Personnes transférées"), "replacement", pas="transferer", delais=True),
    Evenement("partie", _("Personnes parties après une fermeture"), "replacement", pas="constater_depart"),
    Evenement("jamais_presentee", _("Jamais présentées"), "place", pas="noter_absence_initiale"),
    # Whatever the file was: journeys read them as where a request ends, or stops for a time.
    Evenement("complement", _("Compléments demandés"), "inscription", pas="retourner"),
    Evenement("retrait", _("Demandes retirées"), "inscription", pas="retirer"),
    Evenement("refus", _("Demandes non admissibles"), "inscription", pas="refuser"),
    Evenement("inactivite", _("Demandes rendues inactives"), "inscription", pas="rendre_inactive"),
    # From the first time a file is complete to its first class, or to a departure before any. Ends are counted on the
    # day the file was complete: a curve is read on those who became complete together.
    Evenement(
        "dossier_complet",
        _("Dossiers complets"),
        "inscription",
        pas="declarer_complete",
        dossier=True,
        file="dossier_complet",
    ),
    _fin_de_dossier("premier_cours", _("Premiers cours"), "place", "commencer"),
    _fin_de_dossier("retrait_sans_cours", _("Retraits avant tout cours"), "inscription", "retirer"),
    _fin_de_dossier("refus_sans_cours", _("Refus avant tout cours"), "inscription", "refuser"),
    _fin_de_dossier("inactive_sans_cours", _("Inactivités avant tout cours"), "inscription", "rendre_inactive"),
    Evenement(
        "premier_cours_ouvrables",
        _("Premiers cours, délai en jours ouvrables"),
        "place",
        pas="commencer",
        dossier=True,
        ouvrables=True,
        delais=True,
    ),
)
suspendre_chez_la_personne("inscription", "a_completer")
suspendre_chez_la_personne("offre", "proposee")

_JOURNAL = _("Journal du portail")

definir(
    Mesure(
        "demandes",
        1,
        _("Demandes reçues"),
        _("Nombre de demandes envoyées pendant la période, reprises non comptées."),
        Genre.COMPTE,
        "demande",
        unite=_("demandes"),
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=DEMANDE,
        formule=_("Demandes envoyées pendant la période"),
    ),
    Mesure(
        "en_attente",
        1,
        _("Personnes en attente"),
        _("Nombre de personnes dont le niveau est connu et qui attendent une place aujourd’hui."),
        Genre.STOCK,
        "entree_attente",
        unite=_("personnes"),
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=DEMANDE,
        sens=Sens.MOINS,
        formule=_("Personnes mises en attente, moins celles qui ont quitté l’attente"),
    ),
    Mesure(
        "attente_actuelle",
        1,
        _("Attente de ceux qui attendent encore"),
        _("Jours écoulés depuis la mise en attente, médiane et 90e centile des personnes qui attendent aujourd’hui."),
        Genre.DELAI,
        "entree_attente",
        unite=_("jours"),
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=DEMANDE,
        sens=Sens.MOINS,
        formule=_("Médiane des jours entre la mise en attente et aujourd’hui"),
    ),
    Mesure(
        "delai_debut",
        1,
        _("Délai jusqu’au cours"),
        _("Jours entre le dossier complet et le début du cours, médiane et 90e centile des débuts de la période."),
        Genre.DELAI,
        "debut",
        unite=_("jours"),
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        sens=Sens.MOINS,
        formule=_("Médiane des jours entre le dossier complet et le début du cours"),
    ),
    Mesure(
        "offres",
        1,
        _("Offres de place"),
        _("Nombre d’offres faites pendant la période, quelle que soit la réponse."),
        Genre.COMPTE,
        "offre",
        unite=_("offres"),
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        formule=_("Offres faites pendant la période"),
    ),
    Mesure(
        "debuts",
        1,
        _("Débuts de cours"),
        _("Nombre de personnes qui se sont présentées à un premier cours pendant la période."),
        Genre.COMPTE,
        "debut",
        unite=_("débuts"),
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        sens=Sens.PLUS,
        formule=_("Débuts de cours de la période"),
    ),
    Mesure(
        "servies",
        1,
        _("Personnes servies"),
        _("Débuts de cours de la période, moins les cours que leur groupe a fermés avant la fin."),
        Genre.COMPTE,
        "debut-classe_fermee",
        unite=_("personnes"),
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        sens=Sens.PLUS,
        formule=_("Débuts de cours − cours fermés sous une personne"),
    ),
    Mesure(
        "replacement_30_jours",
        1,
        _("Replacées en 30 jours"),
        _(
            "Personnes d’un groupe fermé qui ont une nouvelle place 30 jours au plus après la fermeture, "
            "sur les places perdues par fermeture pendant la période."
        ),
        Genre.TAUX,
        "replacee+transferee",
        denominateur="place_perdue",
        source=_JOURNAL,
        delai_maximum="delai_replacement_jours",
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        sens=Sens.PLUS,
        formule=_("Personnes replacées ou transférées dans le délai ÷ places perdues par fermeture"),
    ),
    Mesure(
        "abandon",
        1,
        _("Taux d’abandon"),
        _("Abandons de la période sur les cours finis pendant la période : terminés et abandonnés."),
        Genre.TAUX,
        "abandon",
        denominateur="abandon+fin",
        source=_JOURNAL,
        responsable=responsables.PEDAGOGIE,
        dimensions=PLACE,
        sens=Sens.MOINS,
        formule=_("Abandons ÷ (abandons + cours terminés)"),
    ),
    Mesure(
        "no_show",
        1,
        _("Places acceptées et jamais prises"),
        _("Personnes qui ne se sont jamais présentées, sur les offres acceptées pendant la période."),
        Genre.TAUX,
        "jamais_presentee",
        denominateur="offre_acceptee",
        source=_JOURNAL,
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        diffusion=Diffusion.ORGANISMES,
        sens=Sens.MOINS,
        formule=_("Personnes jamais présentées ÷ offres acceptées"),
    ),
    Mesure(
        "delai_debut_avec_attente",
        1,
        _("Délai jusqu’au cours, avec ceux qui attendent"),
        _(
            "Jours entre le premier dossier complet et le premier cours, médiane de Kaplan-Meier des personnes dont le "
            "dossier est devenu complet pendant la période : celles qui attendent encore comptent jusqu’à aujourd’hui, "
            "celles qui sont parties jusqu’à leur départ."
        ),
        Genre.DELAI,
        "premier_cours",
        denominateur="dossier_complet",
        unite=_("jours"),
        source=_JOURNAL,
        calcul="survie",
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        sens=Sens.MOINS,
        formule=_("Médiane de Kaplan-Meier du premier dossier complet au premier cours"),
    ),
    Mesure(
        "debuts_dans_la_norme",
        1,
        _("Premiers cours dans la norme"),
        _(
            "Part des premiers cours de la période commencés dans le délai de la norme de service, en jours "
            "ouvrables depuis le premier dossier complet. Le compte s’arrête pendant que la personne complète son "
            "dossier ou répond à une offre."
        ),
        Genre.TAUX,
        "premier_cours_ouvrables",
        denominateur="premier_cours_ouvrables",
        source=_JOURNAL,
        delai_maximum="norme_delai_jours_ouvrables",
        responsable=responsables.PLACEMENT,
        dimensions=PLACE,
        sens=Sens.PLUS,
        formule=_("Premiers cours dans la norme ÷ premiers cours"),
    ),
)
