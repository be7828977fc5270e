import pytest

from lemmavec.datasets.treebank import (
    fix_encoding,
    raw_sentences,
    read_raw,
    read_treebank,
    read_trees,
)
from lemmavec.datasets.trees import parse_tree, unescape


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "sst"


def write_raw(folder):
    sentences = ["A clichÃ©", "Not -LRB- bad -RRB-", "So so"]
    numbered = "".join(f"{i}\t{s}\n" for i, s in enumerate(sentences, 1))
    phrases = ["A cliché", "Not -LRB- bad -RRB-", "So so"]
    for name, content in {
        "datasetSentences.txt": "sentence_index\tsentence\n" + numbered,
        "datasetSplit.txt": "sentence_index,splitset_label\n1,1\n2,1\n3,1\n",
        "dictionary.txt": "".join(f"{p}|{i}\n" for i, p in enumerate(phrases)),
        "sentiment_labels.txt": "phrase ids|sentiment values\n0|0.2\n1|0.80001\n2|0.5\n",
    }.items():
        (folder / name).write_text(content, encoding="utf-8")


def test_raw_files_have_their_encoding_repaired(tmp_path):
    write_raw(tmp_path)
    data = read_raw(tmp_path, "train")
    assert data.texts == ["A cliché", "Not ( bad )", "So so"]
    assert data.labels == [0, 4, 2]
    two = read_raw(tmp_path, "train", classes=2)
    assert (two.texts, two.labels) == (data.texts[:2], [0, 1])


def test_a_sentence_without_a_score_is_an_error(tmp_path):
    write_raw(tmp_path)
    (tmp_path / "dictionary.txt").write_text("So so|2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no sentence 1"):
        read_raw(tmp_path, "train")


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_repaired_sentences_are_the_leaves_of_the_trees(folder, split):
    number = {"train": "1", "test": "2", "dev": "3"}[split]
    lines = (folder / "datasetSplit.txt").read_text().splitlines()[1:]
    splits = dict(line.split(",") for line in lines)
    raw = [s for n, s in raw_sentences(folder) if splits[n] == number]
    repaired = [" ".join(map(unescape, sentence.split(" "))) for sentence in raw]
    assert repaired == read_treebank(folder, split).texts


def test_sizes_are_the_published_ones(folder):
    assert [len(read_treebank(folder, s)) for s in ("train", "dev", "test")] == [8544, 1101, 2210]
    binary = [len(read_treebank(folder, s, classes=2)) for s in ("train", "dev", "test")]
    assert binary == [6920, 872, 1821]


def test_phrases_come_once_each_with_their_class(folder):
    data = read_treebank(folder, "dev", kind="phrases")
    trees = read_trees(folder, "dev")
    every = {(" ".join(p.words), p.label) for tree in trees for p in tree.phrases()}
    assert sorted(zip(data.texts, data.labels, strict=True)) == sorted(every)


def test_a_tree_and_its_phrases():
    tree = parse_tree("(4 (2 (2 An) (3 old)) (3 (2 -LRB-) (2 8\xa01\\/2)))\n")
    assert tree.words == ["An", "old", "(", "8\xa01/2"]
    assert [p.label for p in tree.phrases()] == [4, 2, 2, 3, 3, 2, 2]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "no tree"),
        ("(2 a", "not closed"),
        ("(2 (3 a)", "not closed"),
        ("gem", "begins with a bracket"),
        ("(5 a)", "0 to 4, got '5'"),
        ("(2 )", "without words"),
        ("(2 a) (3 b)", "after the end"),
    ],
)
def test_a_line_that_is_not_a_tree(tmp_path, line, message):
    (tmp_path / "dev.txt").write_text(f"(2 a)\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"dev\.txt, line 2: .*{message}"):
        read_trees(tmp_path, "dev")


def test_text_encoded_once_is_left_alone():
    for text in ("naïve café", "plain", "Ã la"):
        assert fix_encoding(text) == text


def test_bytes_that_are_not_utf_8_are_named(tmp_path):
    path = tmp_path / "dev.txt"
    path.write_bytes("(2 naïve)\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"dev\.txt is not UTF-8 text"):
        read_trees(tmp_path, "dev")


def test_an_unknown_kind_is_an_error(tmp_path):
    (tmp_path / "dev.txt").write_text("(2 a)\n", encoding="utf-8")
    with pytest.raises(ValueError, match="kind must be 'roots' or 'phrases', got 'leaves'"):
        read_treebank(tmp_path, "dev", kind="leaves")
