"""The indicators' clock: every two seconds, fold what is new."""

from guichet.celery import app

app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "indicateurs": {"task": "indicateurs.tasks.incorporer", "schedule": 2.0, "options": {"expires": 10}},
}
