#!/bin/sh
# Collects and compresses the static files under production settings, with secrets that live for this one command.
set -eu
random() { python -c 'import secrets; print(secrets.token_urlsafe(60))'; }
SECRET_KEY=$(random) AUDIT_KEY=$(random) \
FIELD_KEYS=$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
ALLOWED_HOSTS=build.invalid DATABASE_URL=postgresql://build.invalid/none REDIS_URL=redis://build.invalid/0 DEBUG=0 \
  exec python manage.py collectstatic --noinput --verbosity 0
