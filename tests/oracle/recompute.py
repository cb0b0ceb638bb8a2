#!/usr/bin/env python3
"""Recomputes every published figure from the archived raw flows, and compares to the digit.

    python3 recompute.py DIR        DIR is what `enkel release export DIR` wrote

Written from the formulas on the page about the method (`figures/method`, docs/disclosure.md)
alone: it shares no code with the program that publishes. Standard library only. Exit 0 when every
figure is what the flows say, 1 with the first difference.
"""

import csv
import datetime
import json
import math
import pathlib
import sys
from functools import lru_cache

# How many cells each table has.
TABLES = {
    "total": 1,
    "nationality": 200,
    "region_province": 120,
    "province": 15,
    "birth_cohort": 7,
    "main_reason": 16,
    "tried": 6,
    "acquired": 8,
}

# The families of tables: the loss of one event in each table, in thousandths.
FIRST = {
    "weekly": 100, "total": 100, "nationality": 300, "region_province": 100, "province": 100,
    "birth_cohort": 100, "main_reason": 100, "tried": 50, "acquired": 50,
}
FAMILIES = {"1": FIRST, "2": FIRST | {"weekly": 50, "nationality": 350}}

# The regions of the page, each with its nationalities.
REGIONS = {
    "europe": """
        AD AL AT BA BE BG BY CH CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD
        ME MK MT NO PL PT RO RS RU SE SI SK SM UA VA XK""",
    "northern_africa": """
        DZ EG LY MA SD TN""",
    "sub_saharan_africa": """
        AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW KE KM LR LS MG ML MR MU
        MW MZ NA NE NG RW SC SL SN SO SS ST SZ TD TG TZ UG ZA ZM ZW""",
    "western_asia": """
        AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE""",
    "central_southern_asia": """
        AF BD BT IN IR KG KZ LK MV NP PK TJ TM UZ""",
    "eastern_south_eastern_asia": """
        BN CN ID JP KH KP KR LA MM MN MY PH SG TH TL TW VN""",
    "americas_oceania": """
        AG AR AU BB BO BR BS BZ CA CL CO CR CU DM DO EC FJ FM GD GT GY HN HT JM KI KN LC MH
        MX NI NR NZ PA PE PG PW PY SB SR SV TO TT TV US UY VC VE VU WS""",
    "not_told": "not_listed former_state not_sure not_told",
}

DIMENSIONS = (
    "nationality", "region", "province", "birth_cohort", "main_reason", "tried", "acquired",
)


class Differs(Exception):
    """A figure is not what the flows say."""


# --- the noise ---------------------------------------------------------------------------------

def variance(loss):
    """Of one draw: 2p / (1 - p)^2 with p = exp(-loss)."""
    p = math.exp(-loss / 1000)
    return 2 * p / (1 - p) ** 2


WEIGHTS = {
    family: {name: round(1e12 / (cells * variance(losses[name]))) for name, cells in TABLES.items()}
    for family, losses in FAMILIES.items()
}


def tails(weights):
    """From numbers proportional to P(0), P(1), ...: the chance of x or more, for x from 0."""
    whole = 2 * math.fsum(weights) - weights[0]
    out, above = [0.0] * len(weights), 0.0
    for x in range(len(weights) - 1, -1, -1):
        above += weights[x]
        out[x] = above / whole
    return out


@lru_cache(maxsize=None)
def tails_of_draws(loss, draws):
    """The sum of so many draws, by the recurrence of the page, walked from far outside inwards."""
    p = math.exp(-loss / 1000)
    reach = math.ceil(14 * math.sqrt(draws * variance(loss)) + 60_000 / loss)
    beyond, here = 0.0, 1e-60
    weights = [here]
    for x in range(reach, 0, -1):
        inner = ((1 + p * p) * x * here - p * (x + 1 - draws) * beyond) / (p * (x - 1 + draws))
        beyond, here = here, inner
        weights.append(inner)
        if inner > 1e250:
            weights = [weight * 1e-250 for weight in weights]
            beyond, here = beyond * 1e-250, here * 1e-250
    weights.reverse()
    return tails(weights)


def both_sides(spread):
    """P(-n) ... P(n), as far as it is more than nothing."""
    chances = [one - other for one, other in zip(spread, spread[1:] + [0.0])]
    while len(chances) > 1 and chances[-1] < 1e-16:
        chances.pop()
    return chances[:0:-1] + chances


def tails_of_sum(one, other):
    """The sum of two errors that know nothing of each other."""
    one, other = both_sides(one), both_sides(other)
    whole = [0.0] * (len(one) + len(other) - 1)
    for place, chance in enumerate(one):
        for further, beside in enumerate(other, place):
            whole[further] += chance * beside
    return tails(whole[len(whole) // 2:])


@lru_cache(maxsize=None)
def tails_of_families(table, draws):
    """The noise of a cell that holds these draws of each family."""
    spreads = [tails_of_draws(FAMILIES[family][table], many) for family, many in draws]
    spread = spreads[0]
    for other in spreads[1:]:
        spread = tails_of_sum(spread, other)
    return spread


@lru_cache(maxsize=None)
def tails_of_normal(error):
    deviation = math.sqrt(error) + 0.5
    reach = math.ceil(12 * deviation)
    return tails([math.exp(-0.5 * (x / deviation) ** 2) for x in range(reach + 1)])


def at_least(spread, x):
    if x <= 0:
        return 1 - at_least(spread, 1 - x)
    return spread[x] if x < len(spread) else 0.0


# --- what is shown -----------------------------------------------------------------------------

def covered(spread, margin):
    """The chance that the rounded number is within the margin, for the least lucky last digit."""
    least = 1.0
    for digit in range(5):
        chance = 0.0
        # The rounded numbers, as distances from the true one, that the margin allows.
        for shown in range(-(margin + 10) // 5 * 5, margin + 15, 5):
            if abs(shown - digit) <= margin:
                low, high = shown - 2 - digit, shown + 2 - digit
                chance += at_least(spread, low) - at_least(spread, high + 1)
        least = min(least, chance)
    return least


RULES = {}


def rule(key, spread, cells):
    """Threshold and margin of a table of so many cells."""
    if key not in RULES:
        threshold = 10
        while cells * at_least(spread, threshold) > 0.25:
            threshold += 5
        low, high = 0, len(spread)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if covered(spread, middle) >= 0.95 else (middle + 1, high)
        RULES[key] = (threshold, low)
    return RULES[key]


def rule_of_draws(table, draws, cells, times=1):
    """`draws` says how many draws of each family a cell holds."""
    held = tuple(sorted((family, many * times) for family, many in draws.items()))
    return rule((table, held, cells), tails_of_families(table, held), cells)


def rule_of_number(draws, weeks):
    if not draws:
        return rule_of_draws("weekly", weeks, 1)
    error = sum(many * 1e12 / sum(WEIGHTS[family].values()) for family, many in draws.items())
    error += sum(many * variance(FAMILIES[family]["weekly"]) for family, many in weeks.items())
    return rule(("number", error), tails_of_normal(error), 1)


def shown(count, threshold_and_margin):
    threshold, margin = threshold_and_margin
    if count < threshold:
        return ("", "", "c")
    return (str((count + 2) // 5 * 5), str(margin), "")


# --- the calendar ------------------------------------------------------------------------------

def week_after(week):
    year, number = week
    monday = datetime.date.fromisocalendar(year, number, 1) + datetime.timedelta(days=7)
    return tuple(monday.isocalendar())[:2]


def quarter_of(week):
    return (week[0], min((week[1] - 1) // 13 + 1, 4))


def last_week(quarter):
    """Its 13th week; in the fourth quarter, the last of the year."""
    year, number = quarter
    if number < 4:
        return (year, 13 * number)
    return (year, datetime.date(year, 12, 28).isocalendar()[1])


def alive(quarter, first_year):
    """The cohorts of a quarter: its own year and the two before."""
    return [year for year in range(quarter[0] - 2, quarter[0] + 1) if year >= first_year]


def period(name):
    """`2026-Q4` and `2026-W47`, also with the mark of an erratum behind them."""
    year, part = name.split("-")[:2]
    return part[0], (int(year), int(part[1:]))


# --- from flows to figures ---------------------------------------------------------------------

class Flows:
    """The raw noisy flows known so far."""

    def __init__(self):
        self.quarters = {}
        self.weeks = {}

    def add(self, path):
        with open(path, newline="") as file:
            for line in csv.DictReader(file):
                family = line["policy_version"]
                if family not in FAMILIES:
                    raise Differs(f"{path}: family {family} is not known here")
                kind, when = period(line["period"])
                flow = int(line["flow"])
                if kind == "W":
                    known = self.weeks.setdefault(when, (family, flow))[1]
                else:
                    table = self.quarters.setdefault(when, {}).setdefault(line["table"], {})
                    cells = table.setdefault((family, int(line["cohort"])), {})
                    codes = tuple(line[name] for name in DIMENSIONS)
                    known = cells.setdefault(codes, flow)
                if known != flow:
                    raise Differs(f"{path}: {line['period']} was drawn twice")

    def stock(self, until, cohorts):
        """For each family the sums of the flows of these cohorts, cell by cell, and the draws."""
        stock, draws = {}, {}
        for when in sorted(self.quarters):
            if when > until:
                continue
            for table, series in self.quarters[when].items():
                for (family, cohort), flows in series.items():
                    if cohort not in cohorts:
                        continue
                    draws[family] = draws.get(family, 0) + (table == "total")
                    tables = stock.setdefault(family, {name: {} for name in TABLES})
                    for codes, flow in flows.items():
                        tables[table][codes] = tables[table].get(codes, 0) + flow
        for tables in stock.values():
            for table, cells in TABLES.items():
                if len(tables[table]) != cells:
                    raise Differs(f"{until}: {table} has {len(tables[table])} cells, not {cells}")
        return stock, draws


def common_total(family, tables):
    """T of a family, the weighted mean of its tables' sums, to the nearest whole, half upwards."""
    above = sum(WEIGHTS[family][name] * sum(cells.values()) for name, cells in tables.items())
    below = sum(WEIGHTS[family].values())
    return (2 * above + below) // (2 * below)


def moved(cells, total):
    """Every cell moved alike; what is left over goes to the first cells."""
    step, left = divmod(total - sum(cells.values()), len(cells))
    return {
        codes: count + step + (place < left)
        for place, (codes, count) in enumerate(cells.items())
    }


def codes_of(**given):
    return tuple(given.get(name, "") for name in DIMENSIONS)


def quarterly(flows, quarter, first_year):
    stock, draws = flows.stock(quarter, alive(quarter, first_year))
    totals = {family: common_total(family, tables) for family, tables in stock.items()}
    figures, nationalities = {}, {}
    for table, cells in TABLES.items():
        told = rule_of_number(draws, {}) if table == "total" else rule_of_draws(table, draws, cells)
        after = {}
        for family, tables in stock.items():
            for codes, count in moved(tables[table], totals[family]).items():
                after[codes] = after.get(codes, 0) + count
        if table == "nationality":
            nationalities = {codes[0]: count for codes, count in after.items()}
        for codes, count in after.items():
            figures[(table, codes)] = shown(count, told)
    for region, members in REGIONS.items():
        members = members.split()
        count = sum(nationalities[code] for code in members)
        told = rule_of_draws("nationality", draws, len(REGIONS), times=len(members))
        figures[("region", codes_of(region=region))] = shown(count, told)
    return figures


def weekly(flows, week, first_year):
    """The number on the site: T of the last counted quarter, and the weeks after it."""
    cohorts = alive(quarter_of(week_after(week)), first_year)
    counted = [quarter for quarter in flows.quarters if last_week(quarter) <= week]
    total, draws, after = 0, {}, (0, 0)
    if counted:
        after = last_week(max(counted))
        stock, draws = flows.stock(max(counted), cohorts)
        total = sum(common_total(family, tables) for family, tables in stock.items())
    bridge, weeks = 0, {}
    for when, (family, flow) in flows.weeks.items():
        if after < when <= week:
            bridge += flow
            weeks[family] = weeks.get(family, 0) + 1
    return {("number", codes_of()): shown(total + bridge, rule_of_number(draws, weeks))}


def published(path):
    with open(path, newline="") as file:
        return {
            (line["table"], tuple(line[name] for name in DIMENSIONS)):
                (line["count"], line["margin_95"], line["status"])
            for line in csv.DictReader(file)
        }


def compare(release, made, found):
    if list(made) != list(found):
        raise Differs(f"{release}: the lines of figures.csv are not the cells of the tables")
    for key in made:
        if made[key] != found[key]:
            where = " ".join(part for part in (key[0], *key[1]) if part)
            raise Differs(
                f"{release}: {where}: published {found[key]}, but the flows say {made[key]}"
            )


def recompute(folder):
    """How many releases and figures were recomputed; Differs at the first that is not right."""
    names = (folder / "releases.txt").read_text().split()
    flows, known, figures = Flows(), {}, 0
    for name in names:
        flows.add(folder / name / "flows.csv")
        kind, when = period(name)
        first_year = json.loads((folder / name / "release.json").read_text())["first_year"]
        if (kind, when) not in known:
            make = quarterly if kind == "Q" else weekly
            known[(kind, when)] = make(flows, when, first_year)
        # An erratum is another form of the same figures: of what was known when they came out.
        made = known[(kind, when)]
        compare(name, made, published(folder / name / "figures.csv"))
        figures += len(made)
    return len(names), figures


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        releases, figures = recompute(pathlib.Path(sys.argv[1]))
    except Differs as difference:
        print(difference, file=sys.stderr)
        return 1
    print(f"{releases} releases, {figures} figures: each is what the flows say")
    return 0


if __name__ == "__main__":
    sys.exit(main())
