"""The demo (extra `demo`): from film reviews to word vectors, answers, pictures and sentiment."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from lemmavec.datasets.readers import read_movie_reviews
from lemmavec.demo import sentiment

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
        Take only so many; all by default.

    Yields
    ------
    str

    Raises
    ------
    ImportError
        If the package is not installed.
    """
    yield from islice(read_movie_reviews().texts, limit)


def words_of(review: str) -> list[str]:
    """Split a review into lower-case words, without its HTML line breaks.

    Examples
    --------
    >>> words_of("Don't miss it!<br />A sci-fi_classic, 10/10.")
    ["don't", 'miss', 'it', 'a', 'sci-fi', 'classic', '10', '10']
    """
    return _WORD.findall(review.replace("<br />", " ").replace("’", "'").lower())


def write_corpus(path: Path, reviews: int | None = None) -> int:
    """Write one review a line, its words between spaces; return the number of reviews."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for review in read_reviews(reviews):
            file.write(" ".join(words_of(review)) + "\n")
            count += 1
    return count


def run(output_dir: Path, reviews: int | None = None) -> None:
    """Train, ask, save and draw.

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
    from lemmavec.plotting.words import plot_words, require_matplotlib

    require_matplotlib()
    output_dir.mkdir(parents=True, exist_ok=True)
    corpus, saved, picture = (
        output_dir / name for name in ("reviews.txt", "vectors.safetensors", "map.png")
    )
    # Whoever pipes the tables elsewhere still sees on standard error how it goes.
    said = Console(stderr=True, highlight=False)
    said.print(f"[bold]1[/bold]  Splitting film reviews into words, as {corpus}")
    count = write_corpus(corpus, reviews)
    said.print(f"[bold]2[/bold]  Training skip-gram vectors on {count:,} reviews")
    model = Word2Vec()
    model.fit(corpus, progress=True)
    vectors = model.vectors
    said.print(f"[bold]3[/bold]  Asking {len(vectors):,} words\n")
    show_answers(vectors)
    vectors.save(saved)
    said.print(f"[bold]4[/bold]  Saved the vectors as {saved}")
    said.print(f"     try: lemmavec similar {saved} funny", style="dim")
    groups = {name: [w for w in words.split() if w in vectors] for name, words in MAP.items()}
    groups = {name: words for name, words in groups.items() if words}
    if sum(map(len, groups.values())) < _FEWEST_FOR_A_MAP:
        said.print("[bold]5[/bold]  Too few reviews for a map: most of its words were not learnt")
        return
    plot_words(vectors, groups, picture, title=MAP_TITLE)
    said.print(f"[bold]5[/bold]  Drew a map of words: look at {picture}")
    sentiment.run(vectors, output_dir, said, reviews)


def show_answers(vectors: WordVectors) -> None:
    """Print tables of neighbours and of analogies to standard output."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # A pipe has no width of its own, and a table cut in the middle serves nobody.
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    neighbours = Table(
        title="Nearest words, with their cosine", title_justify="left", box=box.SIMPLE_HEAD
    )
    asked = [word for word in NEIGHBOURS if word in vectors]
    for word in asked:
        neighbours.add_column(word, style="cyan" if word in ("superb", "awful") else "")
    columns = [vectors.most_similar(word, topn=6) for word in asked]
    for row in zip(*columns, strict=False):
        neighbours.add_row(*(Text(f"{word} {cosine:.2f}") for word, cosine in row))
    analogies = Table(title="Analogies", title_justify="left", box=box.SIMPLE_HEAD)
    analogies.add_column("question")
    analogies.add_column("answer", style="bold green")
    analogies.add_column("cosine", justify="right")
    for a, b, c in ANALOGIES:
        if all(word in vectors for word in (a, b, c)):
            ((answer, cosine),) = vectors.most_similar(positive=[b, c], negative=[a], topn=1)
            analogies.add_row(f"{a} is to {b} as {c} is to", answer, f"{cosine:.2f}")
    console.print(neighbours if asked else "None of the demo's words was learnt: take more reviews")
    if analogies.row_count:
        console.print(analogies)
