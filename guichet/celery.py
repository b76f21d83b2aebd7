"""The worker's application: queues, the base task that opens the tenant scope, the clock."""

from __future__ import annotations

import os

from celery import Celery, Task
from celery.signals import celeryd_init
from kombu.exceptions import OperationalError

from guichet.disjoncteur import Disjoncteur

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.settings.demo")

courtier = Disjoncteur(OperationalError, OSError, repos=10)


class TacheDuPortail(Task):
    """A task acts as the portal itself: its transaction is opened with the system's scope.

    A task that needs several transactions (claim, commit, send, mark) says `plusieurs_transactions=True` and opens
    each with `guichet.cloison.portee(Acteur.systeme())`.
    """

    plusieurs_transactions = False
    # The queue it waits in: courriels, documents, placement, indicateurs or imports (design.md §6).
    file = "courriels"

    def __call__(self, *args, **kwargs):
        from guichet.acteurs import Acteur
        from guichet.cloison import portee
        from guichet.pannes import point_de_rupture

        if self.plusieurs_transactions:
            resultat = super().__call__(*args, **kwargs)
        else:
            with portee(Acteur.systeme(requete_id=self.request.id or "")):
                resultat = super().__call__(*args, **kwargs)
                point_de_rupture("tache.avant_commit")
        # Done and not yet acknowledged: the message comes back.
        point_de_rupture("tache.apres_commit")
        return resultat

    def apply_async(self, *args, **kwargs):
        """Queue the task; while the broker does not answer, refuse at once and let the routines find the work."""
        if self.app.conf.task_always_eager:
            return super().apply_async(*args, **kwargs)
        with courtier.appel():
            return super().apply_async(*args, **kwargs)


def acheminer(nom, args, kwargs, options, task=None, **_):
    """Send each task to the queue it names in `file`."""
    return {"queue": getattr(task, "file", TacheDuPortail.file)}


@celeryd_init.connect
def patienter(conf, **_):
    """The worker waits on its queues: it gives the broker more time than a page does."""
    conf.broker_transport_options = conf.broker_transport_options | {"socket_timeout": 5, "socket_connect_timeout": 5}


app = Celery("portail", task_cls=TacheDuPortail)
# The application of every thread: a web worker that serves a request in a thread must find it too.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="routines")
app.autodiscover_tasks(related_name="routines_ententes")
app.autodiscover_tasks(related_name="routines_relances")
