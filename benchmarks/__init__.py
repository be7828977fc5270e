"""Speed, memory and quality of lemmavec next to its peers: `python -m benchmarks --help`."""
