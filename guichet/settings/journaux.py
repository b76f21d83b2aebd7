"""Structured logs: one JSON line per event, from an allowlist of fields, never a person's data."""

from typing import Any

import structlog

# What a log line may carry. Anything else is dropped before it is written (fiabilite.md, G18).
CHAMPS_PERMIS = frozenset(
    {
        "event",
        "level",
        "logger",
        "timestamp",
        "requete_id",
        "methode",
        "route",
        "statut",
        "duree_ms",
        "role",
        "tache",
        "tache_id",
        "nb",
        "exception_type",
        "exception_lieu",
        "etat",
        "objet",
        "signal",
        "cle",
    }
)


def ne_garder_que_permis(_logger, _methode, evenement: dict) -> dict:
    """Keep the allowlisted fields; of an exception, only its type and where it happened."""
    info = evenement.pop("exc_info", None)
    if isinstance(info, tuple) and info[0] is not None:
        trace = info[2]
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        evenement["exception_type"] = info[0].__name__
        if trace is not None:
            code = trace.tb_frame.f_code
            evenement["exception_lieu"] = f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
    return {nom: valeur for nom, valeur in evenement.items() if nom in CHAMPS_PERMIS or nom.startswith("_")}


_PREPARATION: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[*_PREPARATION, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*_PREPARATION, structlog.stdlib.ExtraAdder()],
            "processors": [
                ne_garder_que_permis,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "portail": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # Path and host of a refused request may hold an address or a token.
        "django.security": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
    },
}
