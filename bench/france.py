#!/usr/bin/env python3
"""How many instances the houses of France would have: the tables of docs/france.md.

bench/france.py EPCI.JSON[.gz], the groupings with their members as in the npm package @etalab/decoupage-administratif (data/epci.json).
"""
import gzip
import json
import sys

# Services that every commune uses, and instances that one JVM is given at most.
SERVICES = (1, 5, 10, 20)
A_JVM = 2_000
A_SMALL_JVM = 1_000


def groupings(path):
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        content = json.load(file)
    return content["epci"] if isinstance(content, dict) else content


def machines(houses, room):
    """Machines with room for so many instances each, the largest houses placed first. What is larger than one has one for itself."""
    left = []
    for house in sorted(houses, reverse=True):
        fitting = next((i for i, space in enumerate(left) if space >= house), None)
        if fitting is None:
            left.append(max(0, room - house))
        else:
            left[fitting] -= house
    return len(left)


def row(*cells):
    print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |")


def main():
    members = sorted(len(one.get("members", one.get("membres"))) for one in groupings(sys.argv[1]))
    share = lambda part: members[int(part * len(members))]
    row("groupings", "communes", "fewest", "median", "9 of 10 have at most", "most")
    row("---:", "---:", "---:", "---:", "---:", "---:")
    row(len(members), sum(members), members[0], share(0.5), share(0.9), members[-1])
    print()
    row("services", "instances", "median of a house", "largest", "houses > 500", "> 1,000", "> 2,000", "machines of 2,000", "of 1,000")
    row(*["---:"] * 9)
    for services in SERVICES:
        houses = [services * one for one in members]
        more = [sum(house > bound for house in houses) for bound in (500, 1_000, 2_000)]
        row(
            services,
            sum(houses),
            services * share(0.5),
            houses[-1],
            *more,
            machines(houses, A_JVM),
            machines(houses, A_SMALL_JVM),
        )


if __name__ == "__main__":
    main()
