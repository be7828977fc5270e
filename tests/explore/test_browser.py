"""The page in a real browser: headless Chromium, driven through its views."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from lemmavec import Word2Vec, WordVectors
from lemmavec.explore import server

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SECONDS = 60
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no chromium and chromedriver, of Debian's packages"
)
SCRIPT = "<img src=x onerror='document.title=1'>"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A model, and vectors to compare it with; one of the words is HTML."""
    try:
        server.page_files()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("explored")
    random = np.random.default_rng(2)
    walk = (random.integers(60, size=(900, 1)) + random.integers(-2, 3, (900, 12)).cumsum(1)) % 60
    text = [[SCRIPT if word == 7 else f"w{word}" for word in line] for line in walk.tolist()]
    model = Word2Vec(vector_size=16, min_count=1, sample=0, epochs=3, deterministic=True)
    model.fit(text, validation=text[:90]).save(folder / "model.lemma")
    moved = model.vectors.vectors.copy()
    moved[3] *= -1
    WordVectors(model.vectors.index_to_key, moved).save(folder / "other.safetensors")
    return folder / "model.lemma", folder / "other.safetensors", moved


@pytest.fixture(scope="module")
def address(files):
    command = [sys.executable, "-m", "lemmavec", "explore", *map(str, files[:2]), "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        yield process.stderr.readline().strip()
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) in (0, 130)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new", "--no-sandbox", "--window-size=1280,800", "--screen-info={1280x800}",
        "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser, address):
    browser.get("about:blank")
    browser.get(address)
    wait(browser, "return document.documentElement.dataset.ready === 'true'")
    yield browser
    severe = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []
    asked = browser.execute_script(
        "return performance.getEntriesByType('resource').map((e) => e.name)"
    )
    base = address.partition("#")[0]
    assert len(asked) > 4
    assert [name for name in asked if not name.startswith((base, "data:"))] == []


def wait(browser, script):
    WebDriverWait(browser, SECONDS, 0.1).until(lambda driver: driver.execute_script(script))


def panel(browser):
    return browser.find_element(By.ID, "panel").text


def wait_for(browser, text):
    WebDriverWait(browser, SECONDS, 0.1).until(
        lambda driver: text in panel(driver), f"{text!r} in {panel(browser)!r}"
    )


def go(browser, address, view):
    browser.execute_script("location.hash = arguments[0]", f"{address.partition('#')[2]}&{view}")


def test_a_word_is_found_by_its_first_letters(page):
    field = page.find_element(By.ID, "word")
    field.send_keys("w1")
    wait(page, "return document.querySelectorAll('#completions li').length > 3")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    wait_for(page, "Nearest to w1")
    wait_for(page, "predicts")
    assert "word=w1" in page.current_url
    first = page.find_element(By.CSS_SELECTOR, "#panel td button")
    word = first.text
    first.click()
    wait_for(page, f"Nearest to {word}")


def test_an_unknown_word_is_said(page):
    page.find_element(By.ID, "word").send_keys("zinc", Keys.ENTER)
    wait(page, "return document.getElementById('error').textContent.includes('zinc')")
    assert page.get_log("browser") != []  # the browser itself notes the status 404


def test_a_word_with_html_in_it_is_text(page, address):
    go(page, address, "view=neighbours&word=w8")
    wait_for(page, SCRIPT)
    assert page.find_elements(By.CSS_SELECTOR, "main img") == []
    assert page.title == "model.lemma · lemmavec"


def test_an_analogy_is_drawn(page, address):
    go(page, address, "view=analogy&a=w1&b=w2&c=w4")
    wait_for(page, "w2 − w1 + w4")
    assert len(page.find_elements(By.CSS_SELECTOR, "#panel svg line")) == 2
    assert len(page.find_elements(By.CSS_SELECTOR, "#panel svg circle")) == 12


def test_what_moved_is_on_top(page, address, files):
    go(page, address, "view=compare")
    wait_for(page, "Words that moved most")
    from lemmavec import load

    moved = load(files[1]).index_to_key[3]
    assert page.find_element(By.CSS_SELECTOR, "#panel td button").text == moved


def test_words_are_placed_on_an_axis(page, address):
    go(page, address, "view=axis&low=w1&high=w20&placed=w3+w10+w18")
    wait_for(page, "From w1 to w20")
    assert len(page.find_elements(By.CSS_SELECTOR, "#panel tbody tr")) == 3


def test_the_training_is_drawn_in_the_dark(page, address):
    go(page, address, "view=training&theme=dark")
    wait_for(page, "Loss by epoch")
    assert len(page.find_elements(By.CSS_SELECTOR, "#panel polyline")) == 2
    wait(page, "return document.documentElement.dataset.theme === 'dark'")


def test_the_map_has_points_and_labels(page):
    drawn = """
        const canvas = document.getElementById(arguments[0]);
        const copy = document.createElement('canvas');
        [copy.width, copy.height] = [canvas.width, canvas.height];
        const pen = copy.getContext('2d');
        pen.drawImage(canvas, 0, 0);
        const seen = pen.getImageData(0, 0, copy.width, copy.height).data;
        return new Set(new Uint32Array(seen.buffer)).size;
    """
    for canvas in ("points", "labels"):
        deadline = time.monotonic() + SECONDS
        while page.execute_script(drawn, canvas) < 3 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert page.execute_script(drawn, canvas) >= 3


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: make explorer")
@pytest.mark.parametrize("view", ["neighbours&word=w1", "analogy", "axis", "training&theme=dark"])
def test_no_serious_finding_of_accessibility(page, address, view):
    go(page, address, f"view={view}")
    time.sleep(1)
    page.execute_script(AXE.read_text(encoding="utf-8"))
    found = page.execute_async_script(
        "const done = arguments[0]; axe.run().then((r) => done(r.violations))"
    )
    serious = [
        (rule["id"], [node["html"][:200] for node in rule["nodes"]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
