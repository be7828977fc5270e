import pytest


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("the king and the queen rule the old land\n" * 400, encoding="utf-8")
    return path


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("king\tqueen\t9\nking\tland\t3\nthe\told\t1\n", encoding="utf-8")
    return path
