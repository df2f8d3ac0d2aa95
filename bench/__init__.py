"""What is measured against whom; each module is one command: ``python -m bench.searching``."""
