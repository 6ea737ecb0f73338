# What a container does: web (default), worker, or any command of manage.py.
set -eu
case "$1" in
    web) exec gunicorn annotate.wsgi:application --bind 0.0.0.0:8000 --preload --workers "${WEB_WORKERS:-3}" --threads 4 --timeout 60 --no-control-socket ;;
    worker) exec celery --skip-checks -A annotate worker ${CLOCK:+-B -s "$DATA_DIR/celerybeat-schedule"} -Q people,jobs,bulk -c "${CONCURRENCY:-2}" \
        -n "heshi@%h" --without-gossip --without-mingle -l INFO ;;
    *) exec python manage.py "$@" ;;
esac
