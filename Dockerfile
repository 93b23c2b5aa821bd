# One image for web, worker and scheduler; docker-compose.yml says which part a container plays.
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements-setup.lock requirements.lock ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-setup.lock \
 && /venv/bin/uv pip install --no-cache --python /venv/bin/python --require-hashes -r requirements.lock
COPY . .
ENV PATH=/venv/bin:$PATH
RUN DATA_DIR=/build python manage.py prepare_assets \
 && DATA_DIR=/build STATIC_ROOT=/app/staticfiles sh deploy/collect_static.sh \
 && rm -rf /build

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home plumbline && install -d -o plumbline -g plumbline /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DEBUG=0 DATA_DIR=/data STATIC_ROOT=/app/staticfiles
USER plumbline
EXPOSE 8000
CMD ["gunicorn", "alignment_app.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "30"]
