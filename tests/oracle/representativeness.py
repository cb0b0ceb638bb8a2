#!/usr/bin/env python3
"""An independent check of the measures on `figures/representativeness`.

    python3 representativeness.py < STRATA > MEASURES

STRATA has a line for the whole and then one for each shown group: population,registered,variance.
MEASURES has a line each for rate, S squared (noise taken off, at least zero), the noise's expected
part, CV, R and R's floor, and then rate and partial of each group, the group "other" last. Exact
fractions where the formulas allow them. The noise's part is found by spreading each source of
noise through S squared on its own (a quadratic form in independent errors), not by the formula of
the page. Written from DOMAIN's formulas (Schouten, Cobben and Bethlehem 2009) alone.
"""

import math
import sys
from fractions import Fraction

lines = [tuple(Fraction(part) for part in line.split(",")) for line in sys.stdin if line.strip()]
(people, declared, whole_variance), shown = lines[0], lines[1:]


def spread(groups, total):
    """S squared of rates, for (population, registered) groups and their total."""
    rate = Fraction(total) / people
    return sum(size / people * (count / size - rate) ** 2 for size, count in groups)


def filled(groups, total):
    """The groups with "other" behind them."""
    rest = (people - sum(size for size, _ in groups), total - sum(count for _, count in groups))
    return [*groups, rest]


groups = filled([(size, count) for size, count, _ in shown], declared)
found = spread(groups, declared)

# Errors of size one in each source, alone: S squared is quadratic in them without a linear part,
# so variance times that is what each adds on average.
noise = whole_variance * spread(filled([(size, Fraction(0)) for size, _, _ in shown], 1), 1)
for place, (_, _, variance) in enumerate(shown):
    moved = [(size, Fraction(int(other == place))) for other, (size, _, _) in enumerate(shown)]
    noise += variance * spread(filled(moved, 0), 0)

rate = declared / people
taken_off = max(found - noise, Fraction(0))
deviation = math.sqrt(taken_off)
measures = [rate, taken_off, noise, deviation / float(rate), 1 - 2 * deviation,
            1 - 2 * math.sqrt(rate * (1 - rate))]
for size, count in groups:
    measures += [count / size, math.sqrt(size / people) * float(count / size - rate)]
for measure in measures:
    print(repr(float(measure)))
