"""The addresses of a service, asked as clients ask them."""

import io
import json
import os
import re
import signal
import socket
import struct
import threading
import time
import zlib
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil
import pytest
from PIL import Image
from sklearn.mixture import GaussianMixture

import gmmseg
from gmmseg.io import table_models
from gmmseg.io.exporters import export
from gmmseg.version import __version__

TOKEN = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def service(home, start):
    words = ["--workers", 1, "--timeout", 3, "--queue", 1, "--max-bytes", 200_000, "--max-megapixels", 1]
    running = start(
        home, "stripes.gmm.json", "rows.gmm.json", "--token-file", "token", "--monitor", "drift.jsonl",
        "--keep", 2, *words,
    )  # fmt: skip
    running.until_ready()
    yield running
    running.process.kill()
    running.process.wait()
    running.process.stdout.close()


@pytest.fixture(scope="module")
def client(service):
    with service.client() as client:
        yield client


@pytest.fixture
def picture(home):
    return (home / "a.png").read_bytes()


def segment(client, content, **asked):
    return client.post("/v1/segment", params={"model": "stripes", **asked}, content=content)


def error_of(answer):
    return answer.json()["error"]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("labels", "labels"),
        ("labels-tif", "labels-tif"),
        ("overlay", "overlay"),
        ("uncertainty", "uncertainty"),
        ("probabilities", "probabilities"),
        ("probabilities-npz", "probabilities-npz"),
        ("geojson", "geojson"),
    ],
)
def test_files_are_bit_for_bit_those_of_python(client, home, picture, tmp_path, asked, kind):
    image = gmmseg.read(home / "a.png")
    (home / "picture").write_bytes(picture)
    found = gmmseg.Model.load(home / "stripes.gmm.json").apply(home / "picture")
    (wanted,) = export(found, tmp_path, [kind])

    answer = segment(client, picture, **{"as": asked})

    assert answer.status_code == 200
    assert answer.content == wanted.read_bytes()
    assert image.n_usable == 24 * 36


def test_what_is_accepted_decides_where_nothing_is_asked_for(client, home, picture):
    def type_of(accept):
        headers = {"Accept": accept}
        answer = client.post("/v1/segment", params={"model": "stripes"}, content=picture, headers=headers)
        return answer.headers["content-type"]

    assert type_of("*/*") == "image/png"
    assert type_of("application/geo+json;q=0.9, image/tiff") == "image/tiff"
    assert type_of("application/json") == "application/json"


def test_the_table_says_what_was_found(client, picture, home):
    found = gmmseg.Model.load(home / "stripes.gmm.json").apply(home / "a.png")

    reported = segment(client, picture, **{"as": "table"}).json()

    assert (reported["width"], reported["height"], reported["drift"]["light"]) == (36, 24, "green")
    assert [each["pixels"] for each in reported["classes"]] == [row.pixels for row in found.rows()]
    assert reported["log_likelihood"] == found.log_likelihood


def test_a_form_brings_the_same_as_a_body(client, picture):
    form = client.post(
        "/v1/segment", files={"picture": ("C:\\a.png", picture)}, data={"as": "labels", "model": "stripes"}
    )

    assert form.content == segment(client, picture).content


def test_rows_get_the_classes_and_probabilities_of_scikit_learn(client, home):
    model = table_models.read(home / "rows.gmm.json")
    rows = np.array([[0.2, -3.0], [4.4, 37.0], [2.0, 20.0]])
    oracle = GaussianMixture(2)
    oracle.weights_, oracle.means_ = model.mixture.weights, model.means
    oracle.precisions_cholesky_ = np.array(
        [np.linalg.cholesky(np.linalg.inv(each)) for each in model.covariances]
    )

    by_list = client.post("/v1/predict?model=rows", json={"rows": rows.tolist()}).json()
    by_name = client.post(
        "/v1/predict?model=rows", json={"rows": [{"length": b, "width": a} for a, b in rows.tolist()]}
    ).json()

    np.testing.assert_array_equal(by_list["labels"], oracle.predict(rows) + 1)
    np.testing.assert_allclose(by_list["probabilities"], oracle.predict_proba(rows), rtol=1e-9, atol=1e-15)
    assert by_name == by_list
    assert by_list["classes"] == ["cluster 1", "cluster 2"]


def test_a_row_of_a_model_of_pictures_is_a_pixel(client, home):
    model = gmmseg.Model.load(home / "stripes.gmm.json")
    rows = model.mixture.means * model.features.scale + model.features.centre

    reported = client.post("/v1/predict?model=stripes", json={"rows": rows.tolist()}).json()

    assert reported["labels"] == (model.owners + 1).tolist()
    np.testing.assert_allclose(np.sum(reported["probabilities"], axis=1), 1, rtol=1e-5)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(side=50_000):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10**6)) + chunk(b"IEND", b"")


FORMATS = "PNG, JPEG, MPO, TIFF, WEBP, BMP, GIF, JPEG2000, PPM, CZI, ND2, LIF, OIB, OIF, DICOM"
KINDS = "labels, labels-tif, overlay, probabilities, probabilities-npz, uncertainty, table, csv, geojson"
NOTHING = (
    "Cannot do this: the request has no picture, its body is 0 bytes. Send the file's content as the body "
    "(curl --data-binary @photo.png), or as a form's file."
)
UNKNOWN = f"Cannot read picture: it is not a picture in any known format. Give a file in one of {FORMATS}."
HUGE = (
    "Cannot read picture: its 50000 x 50000 = 2,500 MP exceed the limit of 1 MP. "
    "Send a smaller picture, or start the service with a larger --max-megapixels."
)
NO_PAGE = "page is not right (input should be greater than or equal to 1). See /openapi.json."
CHOOSE = "choose with ?model= from stripes, rows."
ROWS = "Cannot do this: the model rows labels rows of a table. Send rows to /v1/predict."
MUSIC = f"Cannot do this: there is no output 'music'. Ask for one of {KINDS}."


@pytest.mark.parametrize(
    ("content", "params", "status", "code", "sentence"),
    [
        (b"", {}, 422, "bad-request", NOTHING),
        (b"hello", {}, 422, "unreadable-image", UNKNOWN),
        (bomb(), {}, 413, "too-many-pixels", HUGE),
        (b"hello", {"as": "music"}, 422, "bad-request", MUSIC),
        (b"hello", {"model": "no"}, 404, "no-such-model", f"There is no model 'no': {CHOOSE}"),
        (
            b"hello",
            {"model": ""},
            404,
            "no-such-model",
            f"There are 2 models and none was named: {CHOOSE}",
        ),
        (b"hello", {"model": "rows"}, 422, "bad-request", ROWS),
        (b"hello", {"page": "0"}, 422, "bad-request", f"Cannot do this: {NO_PAGE}"),
    ],
)
def test_a_bad_picture_is_answered_in_a_sentence(client, content, params, status, code, sentence):
    answer = segment(client, content, **params)

    assert answer.status_code == status
    assert answer.json() == {"gmmseg": __version__, "error": {"code": code, "message": sentence}}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("hello", 'the body is not JSON. Send {"rows": [[1.5, 2.0], [0.3, 4.1]]}.'),
        ('{"rows": []}', "the body has 0 rows. Send from 1 to 1,000,000 rows in a request."),
        ('{"rows": [[1, 2], [1, 2, 3]]}',
         "row 2 has 3 values and the model 2 features. Give each row width, length, in this order."),
        ('{"rows": [[1, NaN]]}',
         "row 1 has NaN for length, which is not a finite number. Leave that row out, or fill the value in."),
        ('{"rows": [[null, 1]]}',
         "row 1 has null for width, which is not a finite number. Leave that row out, or fill the value in."),
        ('{"rows": [{"width": 1}]}', "row 1 has no length. Give each row width, length."),
    ],
)  # fmt: skip
def test_bad_rows_are_answered_in_a_sentence(client, body, sentence):
    answer = client.post("/v1/predict?model=rows", content=body)

    assert answer.status_code == 422
    assert error_of(answer)["message"] == f"Cannot do this: {sentence}"


def test_what_accepts_nothing_that_there_is_and_what_is_nowhere_are_reported(client, picture):
    refused = client.post("/v1/segment?model=stripes", content=picture, headers={"Accept": "text/html"})

    assert (refused.status_code, error_of(refused)["code"]) == (406, "not-acceptable")
    assert error_of(client.get("/nothing"))["code"] == "no-such-address"
    assert error_of(client.get("/v1/segment"))["code"] == "wrong-method"


def connected(service):
    parts = urlsplit(service.address)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def head(length):
    return (
        f"POST /v1/segment?model=stripes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def test_a_request_that_says_it_is_too_large_is_refused_before_it_is_read(service):
    with connected(service) as stream:
        stream.sendall(head(10**12))
        answer = stream.recv(10_000)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_request_that_turns_out_too_large_is_refused_and_the_answer_arrives(client):
    answer = client.post("/v1/segment?model=stripes", content=(bytes(2**16) for _ in range(64)))

    assert answer.status_code == 413
    assert error_of(answer)["message"] == (
        "The request is larger than the 200,000 bytes that this service takes. Send less, or start the "
        "service with a larger --max-bytes."
    )


def test_without_the_token_only_health_and_readiness_are_reported(service):
    with httpx.Client(base_url=service.address, trust_env=False) as stranger:
        assert stranger.get("/health").json() == {"gmmseg": __version__, "status": "ok"}
        assert stranger.get("/ready").status_code == 200
        answers = [stranger.get("/metrics"), stranger.post("/v1/segment", content=bytes(10**6))]
        wrong = stranger.get("/v1/models", headers={"Authorization": "Bearer x"})

    for answer in [*answers, wrong]:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert error_of(answer)["code"] == "unauthorised"


@pytest.fixture
def stopped(service):
    """Stop the only worker, which then hangs whatever it is given, and return its number."""
    service.until_ready()
    (pid,) = service.workers
    os.kill(pid, signal.SIGSTOP)
    return pid


def eventually(condition):
    for _ in range(400):
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_a_worker_that_hangs_costs_one_request(service, client, picture, stopped):
    answer = segment(client, picture)
    service.until_ready()
    after = segment(client, picture)

    assert answer.status_code == 503
    assert error_of(answer)["message"] == (
        "The work on it took longer than the 3 s that this service allows. Send less, or start the service "
        "with a larger --timeout."
    )
    assert not psutil.pid_exists(stopped)
    assert after.status_code == 200


def test_a_worker_that_crashes_costs_one_request(service, client, picture, stopped):
    answers = []
    asking = threading.Thread(target=lambda: answers.append(segment(client, picture)))
    asking.start()
    time.sleep(0.1)
    os.kill(stopped, signal.SIGKILL)
    asking.join()
    service.until_ready()

    assert answers[0].status_code == 503
    assert error_of(answers[0])["code"] == "worker-ended"
    assert segment(client, picture).status_code == 200


def test_a_client_that_leaves_frees_its_worker(service, client, picture, stopped):
    with connected(service) as stream:
        stream.sendall(head(len(picture)) + picture)
        time.sleep(0.1)

    assert eventually(lambda: not psutil.pid_exists(stopped))
    service.until_ready()
    assert segment(client, picture).status_code == 200


def test_a_full_queue_is_reported_with_when_to_come_again(service, client, picture, stopped):
    with connected(service) as first, connected(service) as second:
        for each in (first, second):
            each.sendall(head(len(picture)) + picture)
        time.sleep(0.2)
        answer = segment(client, picture)

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert error_of(answer)["message"] == "1 requests are waiting already. Try again in 1 s."
    assert eventually(lambda: not psutil.pid_exists(stopped))


def test_a_model_whose_file_changes_is_read_anew_without_a_gap(service, client, home, picture):
    service.until_ready()
    path = home / "stripes.gmm.json"
    before = path.read_text()
    model = gmmseg.Model.load(path)
    other = gmmseg.segment(home / "a.png", 2, position=0).model

    def digest():
        answer = segment(client, picture)
        assert answer.status_code == 200
        return answer.headers["x-gmmseg-model"].split()[1]

    first = digest()
    other.save(path, overwrite=True)
    changed = eventually(lambda: digest() != first)
    path.write_text("{")
    reported = eventually(lambda: "error" in client.get("/v1/models").json()["models"][0])
    held = digest()
    path.write_text(before)

    assert changed
    assert reported
    assert held != first
    assert eventually(lambda: digest() == first)
    assert len(model.segments) == 3


def test_metrics_count_requests_lights_and_what_is_unexplained(service, client, home, picture):
    service.until_ready()
    segment(client, picture)
    odd = segment(client, (home / "odd.png").read_bytes())

    text = client.get("/metrics").text

    assert odd.headers["x-gmmseg-drift"] == "red"
    assert 'gmmseg_drift_total{light="green",model="stripes"}' in text
    assert 'gmmseg_drift_total{light="red",model="stripes"} 1.0' in text
    assert re.search(r'gmmseg_unexplained_share_bucket\{le="1.0",model="stripes"\} \d+', text)
    assert re.search(r'gmmseg_requests_total\{route="/v1/segment",status="200"\} \d+', text)
    assert re.search(r'gmmseg_request_seconds_bucket\{le="0.1",route="/v1/segment"\} \d+', text)


def test_pictures_are_recorded_and_those_unlike_the_training_are_kept(client, home):
    segment(client, (home / "odd.png").read_bytes())

    last = json.loads((home / "drift.jsonl").read_text().splitlines()[-1])

    assert (last["model"], last["light"]) == ("stripes", "red")
    assert (home / "drift.jsonl-pictures" / last["kept"]).read_bytes() == (home / "odd.png").read_bytes()


def test_what_there_is_is_described_for_programs(client):
    reported = client.get("/openapi.json").json()

    assert {"/v1/models", "/v1/segment", "/v1/predict", "/health", "/ready", "/metrics"} == set(
        reported["paths"]
    )
    asked = reported["paths"]["/v1/segment"]["post"]
    assert {each["name"] for each in asked["parameters"]} == {"model", "as", "page"}
    assert "multipart/form-data" in asked["requestBody"]["content"]
    assert [each["name"] for each in client.get("/v1/models").json()["models"]] == ["stripes", "rows"]


def test_large_answers_are_streamed(service, client):
    service.until_ready()
    file = io.BytesIO()
    Image.new("RGB", (1000, 900), (200, 40, 40)).save(file, "PNG")

    answer = segment(client, file.getvalue(), **{"as": "probabilities"})

    assert len(answer.content) == int(answer.headers["content-length"]) > 3 * 4 * 900_000


def test_a_service_that_is_stopped_answers_first_and_leaves_nothing(service, client, picture):
    service.until_ready()
    workers = service.workers
    answers = []
    asking = threading.Thread(target=lambda: answers.append(segment(client, picture)))
    asking.start()
    time.sleep(0.02)
    service.process.send_signal(signal.SIGTERM)
    status = service.process.wait(20)
    asking.join()

    assert (status, answers[0].status_code) == (0, 200)
    assert not any(psutil.pid_exists(pid) for pid in workers)
    assert not list(service.folder.glob("gmmseg-serve-*"))
