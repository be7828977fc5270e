"""The server is on this machine alone, and says what keeps it from starting."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import numpy as np
import pytest

from lemmavec import WordVectors
from lemmavec.cli import main
from lemmavec.explore import server


@pytest.fixture
def vectors(tmp_path):
    WordVectors(["gold", "ore"], np.eye(2, dtype=np.float32)).save(tmp_path / "v.safetensors")
    return str(tmp_path / "v.safetensors")


def needs_the_page():
    try:
        server.page_files()
    except FileNotFoundError as error:
        pytest.skip(str(error))


def test_a_port_that_is_taken_is_an_error(vectors, capsys, monkeypatch):
    monkeypatch.setattr(server, "page_files", lambda: {"index.html": b""})
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["explore", vectors, "--no-browser", "--port", str(port)]) == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["uvicorn", "starlette.applications"])
def test_without_its_packages_the_error_names_the_extra(vectors, module, capsys, monkeypatch):
    monkeypatch.setattr(server, "page_files", lambda: {"index.html": b""})
    monkeypatch.setitem(sys.modules, module, None)
    assert main(["explore", vectors, "--no-browser"]) == 1
    assert 'pip install "lemmavec[explore]"' in capsys.readouterr().err


def test_it_answers_those_who_have_the_token_until_ctrl_c(vectors):
    needs_the_page()
    command = [sys.executable, "-m", "lemmavec", "explore", vectors, "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        address = urlsplit(process.stderr.readline().strip())
        assert address.hostname == "127.0.0.1"
        token = address.fragment.removeprefix("token=")
        assert len(token) >= 32
        for headers, status in (({}, 403), ({"X-Token": token}, 200)):
            connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=60)
            connection.request("GET", "/api/about", headers=headers)
            assert connection.getresponse().status == status
            connection.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) in (0, 130)
