"""`python -m lemmavec` is `lemmavec`."""

import sys

from lemmavec.cli import main

if __name__ == "__main__":
    sys.exit(main())
