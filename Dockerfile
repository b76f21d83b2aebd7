# The production image: the same locked packages as everywhere, no embedded server, statics compressed once, no root.
FROM python:3.11-slim-bookworm AS construction
WORKDIR /portail
ENV PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements requirements
RUN python -m venv .venv && .venv/bin/pip install -q --no-deps --require-hashes -r requirements/base.txt
COPY . .
RUN python -c "from guichet.demarrage.preparation import compiler_traductions; compiler_traductions()" \
    && python -c "from guichet.demarrage.trousse import assurer_trousse; assurer_trousse()"
# Values for collectstatic alone: it reads the settings but no database and no key.
RUN SECRET_KEY=construction PORTAIL_CLES=construction PORTAIL_CLE_INDEX=construction FOURNISSEUR_SMS=construction \
    ALLOWED_HOSTS=construction DATABASE_URL=postgresql:///construction REDIS_URL=redis://construction:6379 \
    PORTAIL_VAR=/portail/var DJANGO_SETTINGS_MODULE=guichet.settings.production \
    .venv/bin/python manage.py collectstatic --noinput --skip-checks -v 0 \
    && .venv/bin/python -m whitenoise.compress -q var/statique

FROM python:3.11-slim-bookworm
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /portail portail \
    && mkdir -p /var/lib/portail \
    && chown portail /var/lib/portail
WORKDIR /portail
COPY --from=construction /portail /portail
COPY --from=construction /portail/var/statique /usr/share/portail/statique
ENV PATH=/portail/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PORTAIL_VAR=/var/lib/portail \
    DJANGO_SETTINGS_MODULE=guichet.settings.production
COPY --chmod=0755 deploiement/entree.sh /usr/local/bin/entree
USER portail
EXPOSE 8000
ENTRYPOINT ["entree"]
CMD ["web"]
