"""The worker's application: queues, the base task that opens the tenant scope, the clock."""

from __future__ import annotations

import os

from celery import Celery, Task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.settings.demo")


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

        if self.plusieurs_transactions:
            return super().__call__(*args, **kwargs)
        with portee(Acteur.systeme(requete_id=self.request.id or "")):
            return super().__call__(*args, **kwargs)


def acheminer(nom, args, kwargs, options, task=None, **_):
    """Send each task to the queue it names in `file`."""
    return {"queue": getattr(task, "file", TacheDuPortail.file)}


app = Celery("portail", task_cls=TacheDuPortail)
# The application of every thread: a web worker that serves a request in a thread must find it too.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="routines")
