"""Draws discrete Laplace noise with OpenDP, as an oracle for the register's own sampler.

Prints one line per value: scale numerator, scale denominator, value, how often it was drawn.
The test `sampler` compares these counts with its own; it reads them from the file that
ENKEL_OPENDP_COUNTS names.

    python3 -m venv VENV && VENV/bin/pip install opendp==0.16.0
    VENV/bin/python tests/oracle/opendp_oracle.py > COUNTS
    ENKEL_OPENDP_COUNTS=COUNTS cargo test --test it sampler
"""

import argparse
import collections

import opendp.prelude as dp

# The scales 1000 / loss of every loss in policy version 1.
SCALES = [(20, 1), (10, 1), (10, 3)]


def counts(scale, draws):
    """How often each value comes up when OpenDP adds noise of this scale to zeros."""
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    noise = dp.m.make_laplace(*space, scale=scale)
    return collections.Counter(noise([0] * draws))


def main():
    parser = argparse.ArgumentParser(description="Print counts of OpenDP's discrete Laplace noise.")
    parser.add_argument("--draws", type=int, default=100_000, help="draws per scale")
    draws = parser.parse_args().draws
    dp.enable_features("contrib")
    for numerator, denominator in SCALES:
        for value, count in sorted(counts(numerator / denominator, draws).items()):
            print(f"{numerator},{denominator},{value},{count}")


if __name__ == "__main__":
    main()
