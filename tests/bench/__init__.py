"""What a completion costs, measured on real servers and beside the stock engine; `python -m tests.bench`."""
