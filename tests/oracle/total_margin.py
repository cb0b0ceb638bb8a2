"""Simulates the noise of the common total and tells how often its printed margin holds.

The register takes this error as normal; here it is drawn cell by cell with numpy. Exits with 1 when
a margin of docs/disclosure.md holds in fewer than 95 % of the simulated releases.

    VENV/bin/pip install numpy
    VENV/bin/python tests/oracle/total_margin.py
"""

import math
import sys

import numpy as np

# Cells and loss of each quarterly table of policy version 1.
TABLES = [(1, 0.1), (200, 0.3), (120, 0.1), (15, 0.1), (7, 0.1), (16, 0.1), (6, 0.05), (8, 0.05)]
# Draws, and the margin that docs/disclosure.md prints for the table `total`.
MARGINS = [(1, 25), (4, 50), (8, 67), (24, 117)]
RELEASES = 400_000


def errors(random, draws):
    """The rounded error of T: a sum of two-sided geometrics is a difference of negative binomials."""
    weighed, weights = 0.0, 0.0
    for cells, loss in TABLES:
        p = math.exp(-loss)
        weight = (1 - p) ** 2 / (2 * p * cells)
        up, down = (random.negative_binomial(draws * cells, 1 - p, RELEASES) for _ in "+-")
        weighed = weighed + weight * (up - down)
        weights += weight
    return np.floor(weighed / weights + 0.5).astype(int)


def main():
    random = np.random.default_rng(1)
    good = True
    for draws, margin in MARGINS:
        error = errors(random, draws)
        held = [
            (abs((digit + error + 2) // 5 * 5 - digit) <= margin).mean() for digit in range(5)
        ]
        print(f"{draws} draws: ± {margin} holds in {100 * min(held):.2f} % or more")
        good = good and min(held) >= 0.95
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
