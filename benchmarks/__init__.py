"""The benchmarks: one made-up estate, built by SMILE and by its peers, measured side by side."""
