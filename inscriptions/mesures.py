"""What the path counts, and how each figure is defined."""

from django.utils.translation import gettext_lazy as _

from guichet.mesure.definition import Genre, Mesure, definir
from guichet.mesure.evenement import Evenement, declarer

declarer(
    Evenement("demande", _("Demandes reçues"), "inscription", pas="deposer"),
    Evenement("entree_attente", _("Mises en attente"), "inscription", vers="en_attente"),
    Evenement("sortie_attente", _("Sorties de l'attente"), "inscription", de="en_attente"),
    Evenement("offre", _("Offres de place"), "offre", pas="ouvrir"),
    Evenement("offre_acceptee", _("Offres acceptées"), "offre", pas="accepter"),
    Evenement("offre_declinee", _("Offres refusées"), "offre", pas="decliner"),
    Evenement("offre_expiree", _("Offres expirées"), "offre", pas="expirer"),
    Evenement("debut", _("Débuts de cours"), "place", pas="commencer", delai_depuis="declarer_complete"),
    Evenement("fin", _("Cours terminés"), "place", pas="terminer"),
    Evenement("abandon", _("Abandons"), "place", pas="abandonner"),
    # A class that closes under those who had begun it served nobody: it is taken off the starts.
    Evenement("classe_fermee", _("Cours fermés sous une personne"), "place", pas="fermer", de="commencee"),
    Evenement("place_perdue", _("Places perdues par fermeture"), "place", pas="fermer"),
    Evenement("replacee", _("Personnes replacées"), "replacement", pas="placer"),
    Evenement("transferee", _("Personnes transférées"), "replacement", pas="transferer"),
    Evenement("partie", _("Personnes parties après une fermeture"), "replacement", pas="constater_depart"),
    Evenement("jamais_presentee", _("Jamais présentées"), "place", pas="noter_absence_initiale"),
)

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
    ),
    Mesure(
        "en_attente",
        1,
        _("Personnes en attente"),
        _("Nombre de personnes dont le niveau est connu et qui attendent une place aujourd'hui."),
        Genre.STOCK,
        "entree_attente",
        unite=_("personnes"),
        source=_JOURNAL,
    ),
    Mesure(
        "attente_actuelle",
        1,
        _("Attente de ceux qui attendent encore"),
        _("Jours écoulés depuis la mise en attente, médiane et 90e centile des personnes qui attendent aujourd'hui."),
        Genre.DELAI,
        "entree_attente",
        unite=_("jours"),
        source=_JOURNAL,
    ),
    Mesure(
        "delai_debut",
        1,
        _("Délai jusqu'au cours"),
        _("Jours entre le dossier complet et le début du cours, médiane et 90e centile des débuts de la période."),
        Genre.DELAI,
        "debut",
        unite=_("jours"),
        source=_JOURNAL,
    ),
    Mesure(
        "offres",
        1,
        _("Offres de place"),
        _("Nombre d'offres faites pendant la période, quelle que soit la réponse."),
        Genre.COMPTE,
        "offre",
        unite=_("offres"),
        source=_JOURNAL,
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
    ),
    Mesure(
        "abandon",
        1,
        _("Taux d'abandon"),
        _("Abandons de la période sur les cours finis pendant la période : terminés et abandonnés."),
        Genre.TAUX,
        "abandon",
        denominateur="abandon+fin",
        source=_JOURNAL,
    ),
)
