# The app for a host: no root, a health check, and a torch as small as the host allows. docs/hosting.md tells the rest.
#
#   docker build --build-arg TORCH_INDEX=ADDRESS -t losses .
#   docker run --init -p 8501:8501 -v losses-data:/data losses
#
# ADDRESS is the package index that pytorch.org/get-started names for the compute platform CPU. Without it pip takes its
# usual torch, which on x86 brings some 4 GB of CUDA libraries along.
FROM python:3.11-slim

ARG TORCH_INDEX=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1 PLAYGROUND_DATA=/data

RUN useradd --uid 1000 --create-home app && mkdir /data /results && chown app:app /data /results

WORKDIR /app
COPY requirements.txt .
RUN grep -E '^torch' requirements.txt > torch.txt \
    && pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} -r torch.txt \
    && pip install -r requirements.txt
COPY . .

USER app
VOLUME ["/data", "/results"]
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
