"""Measurements of the library: against the least its work could take, other libraries, and an older state of itself.

    python -m benchmarks [--rounds 5] [--only read --only render] [--size 500] [--json FILE] [--against CHECKOUT]

Forms and documents are made here, each result is checked before it is timed, and all is run interleaved, so that the
ratios hold on any machine. Times are CPU times: the median of the rounds.
"""
