"""The demo (extra `demo`): from film reviews to word vectors, answers, pictures and sentiment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from lemmavec.datasets.readers import read_movie_reviews
from lemmavec.demo import sentiment
from lemmavec.demo.tables import print_table

if TYPE_CHECKING:
    from lemmavec import WordVectors

# Letters and digits, with apostrophes and hyphens only inside: "don't", "sci-fi".
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_FEWEST_FOR_A_MAP = 10

NEIGHBOURS = ("comedy", "superb", "awful", "zombie", "actress", "japan")
# a is to b as c is to ...?
ANALOGIES = (
    ("actor", "actress", "hero"),
    ("father", "mother", "brother"),
    ("good", "better", "bad"),
    ("worse", "worst", "better"),
    ("zombie", "zombies", "vampire"),
    ("he", "his", "she"),
)
MAP_TITLE = "What film reviews taught word vectors"
MAP = {
    "genres": "comedy drama thriller horror western musical romance documentary noir animation "
    "sci-fi action",
    "film makers": "actor actress director writer producer composer cinematographer editor "
    "screenwriter",
    "praise": "superb brilliant excellent wonderful outstanding terrific delightful magnificent "
    "fantastic",
    "blame": "awful terrible horrible dreadful worst garbage pathetic atrocious lousy crap",
    "family": "mother father son daughter brother sister wife husband aunt uncle",
    "creatures": "zombie vampire werewolf monster alien ghost shark dinosaur robot witch",
    "countries": "france germany italy japan china india russia england spain mexico",
}


def read_reviews(limit: int | None = None) -> Iterator[str]:
    """Give the texts of the package movie-reviews: IMDB first, then Rotten Tomatoes.

    Parameters
    ----------
    limit : int, optional
        Give only so many; all by default.

    Yields
    ------
    str

    Raises
    ------
    ImportError
        If the package is not installed.
    """
    yield from islice(read_movie_reviews().texts, limit)


def split_review(review: str) -> list[str]:
    """Split a review into lower-case words, without punctuation and HTML line breaks.

    Examples
    --------
    >>> split_review("Don't miss it!<br />A sci-fi_classic, 10/10.")
    ["don't", 'miss', 'it', 'a', 'sci-fi', 'classic', '10', '10']
    """
    return _WORD.findall(review.replace("<br />", " ").replace("’", "'").lower())


def write_corpus(path: Path, reviews: int | None = None) -> int:
    """Write one review a line, its words separated by spaces; return the number of reviews."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for review in read_reviews(reviews):
            file.write(" ".join(split_review(review)) + "\n")
            count += 1
    return count


def run(output_dir: Path, reviews: int | None = None) -> None:
    """Train vectors, print what they know, save and draw them, and go on to sentiment.

    Parameters
    ----------
    output_dir : path
        Folder for `reviews.txt`, `vectors.safetensors`, `map.png`, and what
        `lemmavec.demo.sentiment.run` writes; made if it is missing.
    reviews : int, optional
        Take only so many reviews; all by default.

    Raises
    ------
    ImportError
        If the extra `demo` is not installed; before anything is trained.
    """
    from rich.console import Console

    from lemmavec import Word2Vec
    from lemmavec.plotting import require_matplotlib

    require_matplotlib()
    output_dir.mkdir(parents=True, exist_ok=True)
    corpus, saved = output_dir / "reviews.txt", output_dir / "vectors.safetensors"
    # On standard error, as the tables on standard output may go to a file.
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold]1[/bold]  Splitting film reviews into words: {corpus}")
    count = write_corpus(corpus, reviews)
    console.print(f"[bold]2[/bold]  Training skip-gram vectors on {count:,} reviews")
    model = Word2Vec()
    model.fit(corpus, progress=True)
    vectors = model.vectors
    console.print(f"[bold]3[/bold]  Nearest words and analogies among {len(vectors):,} words\n")
    show_answers(vectors)
    vectors.save(saved)
    console.print(f"[bold]4[/bold]  Saved the vectors: {saved}")
    console.print(f"     try: lemmavec similar {saved} funny", style="dim", soft_wrap=True)
    if not draw_map(vectors, output_dir / "map.png"):
        console.print("[bold]5[/bold]  Too few reviews for a map: most of its words have no vector")
        return
    console.print(f"[bold]5[/bold]  Drew a map of words: {output_dir / 'map.png'}")
    sentiment.run(vectors, output_dir, console, reviews)


def draw_map(vectors: WordVectors, picture: Path) -> bool:
    """Draw the map of the words that have a vector; say whether there are enough of them."""
    from lemmavec.plotting import plot_words

    groups = {name: [w for w in words.split() if w in vectors] for name, words in MAP.items()}
    groups = {name: words for name, words in groups.items() if words}
    if sum(map(len, groups.values())) < _FEWEST_FOR_A_MAP:
        return False
    plot_words(vectors, groups, picture, title=MAP_TITLE)
    return True


def show_answers(vectors: WordVectors) -> None:
    """Print tables of nearest words and of analogies to standard output."""
    asked = [word for word in NEIGHBOURS if word in vectors]
    if not asked:
        print("None of the demo's words has a vector: take more reviews")
    else:
        columns = [vectors.most_similar(word, topn=6) for word in asked]
        rows = [[f"{word} {cosine:.2f}" for word, cosine in row]
                for row in zip(*columns, strict=False)]  # fmt: skip
        styles = ["cyan" if word in ("superb", "awful") else "" for word in asked]
        print_table("Nearest words, by cosine similarity", asked, rows, styles=styles)
    answers = []
    for a, b, c in ANALOGIES:
        if all(word in vectors for word in (a, b, c)):
            ((answer, cosine),) = vectors.most_similar(positive=[b, c], negative=[a], topn=1)
            answers.append([f"{a} is to {b} as {c} is to", answer, f"{cosine:.2f}"])
    if answers:
        print_table("Analogies", ["question", "answer", "cosine"], answers,
                    styles=["", "bold green", ""], numbers=["cosine"])  # fmt: skip
