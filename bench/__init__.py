"""Speed of the compiler, measured against floors of the same run: `make bench`."""
