"""The files for containers and nginx: what they say, and that their commands run."""

import re
import shlex
import shutil
import subprocess
import time
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import yaml
from packaging.requirements import Requirement

from gmmseg.cli.serve.command import serve

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "resources" / "deploy"
INSTRUCTIONS = {
    *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK"),
    *("ENTRYPOINT", "CMD"),
}
SERVICE_KEYS = {
    *("build", "image", "read_only", "tmpfs", "volumes", "cap_drop", "cap_add", "security_opt", "mem_limit"),
    *("pids_limit", "restart", "stop_grace_period", "command", "ports", "depends_on"),
}  # of the compose specification


def dockerfile():
    """Return the instructions of the Dockerfile in order: name and words."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    found = [line.split(None, 1) for line in re.sub(r"\\\n\s*", "", lines).splitlines() if line]
    return [(name, words) for name, words in found]


def words_of(name):
    """Return the words of an instruction that holds a list of them."""
    (words,) = [words for each, words in dockerfile() if each == name]
    return yaml.safe_load(words[words.index("[") :])


def test_what_is_installed_is_what_the_package_asks_for_without_the_window():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["serve"]]
    lines = (DEPLOY / "requirements.txt").read_text(encoding="utf-8").splitlines()

    found = {str(Requirement(line)) for line in lines if not line.startswith("#")}

    assert found == {str(Requirement(each)) for each in asked if not each.startswith("PySide6")}


def test_the_image_is_slim_and_runs_without_root():
    found = dockerfile()

    assert {name for name, _ in found} <= INSTRUCTIONS
    assert all("slim" in words for name, words in found if name == "FROM")
    assert [words for name, words in found if name == "USER"] == ["10001:10001"]
    assert [name for name, _ in found].index("USER") < [name for name, _ in found].index("HEALTHCHECK")
    copied = [shlex.split(words)[:-1] for name, words in found if name == "COPY"]
    ours = [each for words in copied for each in words if not each.startswith(("--", "/"))]
    assert all((ROOT / each).exists() for each in ours)
    assert words_of("HEALTHCHECK")[:2] == ["python", "-c"]


def test_commands_of_the_image_and_of_each_instance_are_understood(tmp_path, monkeypatch):
    begin = words_of("ENTRYPOINT")
    services = compose()["services"]

    assert begin[:2] == ["gmmseg", "serve"]
    for words in (words_of("CMD"), services["gmmseg-1"]["command"], services["gmmseg-2"]["command"]):
        context = serve.make_context("serve", [*begin[2:], *words])
        assert (context.params["host"], context.params["port"]) == ("0.0.0.0", 8000)
        assert all(each.startswith("/models/") for each in context.params["models"])


def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_two_instances_stand_behind_nginx_each_closed_as_far_as_can_be():
    found = compose()
    services = found["services"]

    assert set(found) == {"x-gmmseg", "services"}
    assert set(services) == {"gmmseg-1", "gmmseg-2", "nginx"}
    for each in services.values():
        assert set(each) <= SERVICE_KEYS
        assert each["read_only"] is True
        assert each["cap_drop"] == ["ALL"]
        assert each["security_opt"] == ["no-new-privileges:true"]
    assert not any("ports" in services[name] for name in ("gmmseg-1", "gmmseg-2"))
    assert (DEPLOY / services["gmmseg-1"]["build"]["context"]).resolve() == ROOT
    records = [services[name]["command"][-1] for name in ("gmmseg-1", "gmmseg-2")]
    assert len(set(records)) == 2  # a record is one process's
    upstream = re.findall(r"server (\S+):8000", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    assert upstream == ["gmmseg-1", "gmmseg-2"]
    assert services["nginx"]["ports"] == ["127.0.0.1:8080:8080"]


@pytest.fixture(scope="module")
def behind_nginx(home, start, tmp_path_factory):
    """Return the address of nginx, and two instances behind it; they serve rows, which starts sooner."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        pytest.skip("needs nginx")
    folder = tmp_path_factory.mktemp("nginx")
    instances = [start(home, "rows.gmm.json") for _ in "12"]
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for name, each in zip(("gmmseg-1", "gmmseg-2"), instances, strict=True):
        text = text.replace(f"{name}:8000", urlsplit(each.address).netloc)
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/", f"{folder}/")
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    subprocess.run([nginx, "-t", "-c", folder / "nginx.conf"], check=True, capture_output=True)
    process = subprocess.Popen(
        [nginx, "-c", folder / "nginx.conf", "-g", "daemon off;"], stderr=subprocess.DEVNULL
    )
    for each in instances:
        each.until_ready()
    yield f"http://127.0.0.1:{port}", instances
    process.terminate()
    process.wait(10)
    for each in instances:
        each.process.kill()
        each.process.wait()
        each.process.stdout.close()


def free_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_nginx_passes_requests_to_both_and_does_without_one(behind_nginx):
    address, instances = behind_nginx
    asked = {"rows": [[0.2, -3.0]]}

    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
        for _ in range(100):
            if client.get("/health").status_code == 200:
                break
            time.sleep(0.05)
        before = [client.post("/v1/predict", json=asked).status_code for _ in range(20)]
        counts = [httpx.get(f"{each.address}/metrics", trust_env=False).text for each in instances]
        (check,) = [words for name, words in dockerfile() if name == "HEALTHCHECK"]
        code = yaml.safe_load(check[check.index("[") :])[2]
        exec(code.replace("http://127.0.0.1:8000", instances[0].address), {})
        instances[0].process.kill()
        after = [client.post("/v1/predict", json=asked).status_code for _ in range(20)]
        large = client.post("/v1/predict", content=bytes(65 * 2**20))

    assert set(before) == set(after) == {200}
    assert all(re.search(r'route="/v1/predict",status="200"\} \d', text) for text in counts)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "request-too-large")
