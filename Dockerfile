# The packages are installed by what the second stage leaves behind: no compiler, no caches.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/supervision
RUN python -m venv /srv/venv
COPY requirements.txt ./
RUN /srv/venv/bin/pip install --require-hashes --requirement requirements.txt
COPY pyproject.toml LICENSE ./
COPY app ./app
# Editable, so that the image has the layout of a checkout, where the migrations lie beside the code.
RUN /srv/venv/bin/pip install --no-deps --no-build-isolation --editable . \
    && /srv/venv/bin/python -m compileall -q app

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data supervision \
    && install --directory --owner supervision --group supervision /data
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    SUPERVISION_DATABASE_URL=sqlite:////data/supervision.db
WORKDIR /srv/supervision
COPY --from=build /srv /srv
COPY alembic.ini ./
COPY migrations ./migrations
# By number: an orchestrator that insists on non-root cannot look up a name.
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["supervision", "serve", "--host", "0.0.0.0", "--port", "8000"]
