"""Single wrong lines, planted one at a time, and the tests that have to notice: `make mutants`."""
