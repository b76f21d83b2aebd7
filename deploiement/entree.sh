#!/bin/sh
# What a container of the portal runs: web, ouvrier FILE, horloge, migrer, or any management command.
set -eu

# Secrets come as files: NOM_FICHIER=/run/secrets/… becomes NOM.
for nom in DATABASE_URL DATABASE_URL_ANALYSTE DATABASE_URL_SCENARIO REDIS_URL CACHE_URL SECRET_KEY PORTAIL_CLES PORTAIL_CLE_INDEX EMAIL_URL; do
    eval "fichier=\${${nom}_FICHIER:-}"
    if [ -n "$fichier" ]; then
        export "$nom=$(cat "$fichier")"
    fi
done

role=${1:-web}
[ $# -eq 0 ] || shift
case "$role" in
    web)
        # Whitenoise serves what the image holds; the volume keeps private files only.
        mkdir -p "$PORTAIL_VAR"
        ln -sfn /usr/share/portail/statique "$PORTAIL_VAR/statique"
        exec gunicorn guichet.wsgi:application --bind 0.0.0.0:8000 --worker-class gthread --preload \
            --workers "${PROCESSUS:-2}" --threads "${FILS:-4}" --timeout 60 --graceful-timeout 30 \
            --max-requests 5000 --max-requests-jitter 500 --log-level warning "$@"
        ;;
    ouvrier)
        exec celery -A guichet.celery worker -Q "$1" -c "${PROCESSUS:-2}" -l INFO --without-gossip --without-mingle
        ;;
    horloge)
        exec celery -A guichet.celery beat -l INFO --pidfile= --schedule /tmp/horloge
        ;;
    migrer)
        python manage.py migrate --noinput
        exec python manage.py accorder_droits
        ;;
    *)
        exec python manage.py "$role" "$@"
        ;;
esac
