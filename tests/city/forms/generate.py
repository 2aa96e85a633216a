"""Figures made up: random, and valid by every identity within a report and from one year to the next.

The source of chance is a function (low, high) -> integer, `random.Random(seed).randint` or a hypothesis draw.
"""

from collections.abc import Callable, Iterable, Mapping

from .layout import F2019, F2021, T2, T3_COLUMNS, T4_GROUPS, codes, t3_outcomes

Integer = Callable[[int, int], int]
_APPLICANTS = tuple(column for column, _ in T3_COLUMNS if column != "total")


def valid_figures(
    integer: Integer,
    t2: str = F2021,
    t3: str = F2021,
    previous: Mapping[str, str] | None = None,
    carry_out: bool = True,
    busiest: int = 40,
) -> dict[str, str]:
    """Field code -> printed number of a report whose sums all hold.

    `previous`: the organ's figures of the year before, whose 结转下年度, 现行有效 and item counts this year continues.
    `carry_out`: False leaves nothing to the next year. `busiest`: most applications of citizens with one outcome.
    """
    before = {code: int(text) for code, text in (previous or {}).items() if text.lstrip("-").isdigit()}
    numbers = {
        **(_table2_2019(integer, before) if t2 == F2019 else _table2_2021(integer, before)),
        **_table3(integer, t3, before, carry_out, busiest),
        **_table4(integer, before),
    }
    printed = {code: str(numbers[code]) for code in codes(t2, t3) if code in numbers}
    if t2 == F2019:
        printed["t2_procure_amount"] = f"{integer(1, 99999)}.{integer(10, 99)}"
    else:
        printed["t2_fee_amount"] = f"{integer(1, 99999)}.{integer(10, 99)}"
    return {code: printed[code] for code in codes(t2, t3)}


def _table2_2019(integer: Integer, before: Mapping[str, int]) -> dict[str, int]:
    disclosed, made_later = integer(0, 40), integer(0, 5)
    numbers = dict.fromkeys((code for block in T2[F2019] for _, row in block.rows for code in row), 0)
    numbers |= {
        "t2_normdoc_new_made": disclosed + made_later,
        "t2_normdoc_new_disclosed": disclosed,
        "t2_normdoc_total_disclosed": disclosed + integer(0, 300),
        "t2_procure_projects": integer(1, 900),
    }
    for name in ("license", "otherservice", "penalty", "coercion", "fee"):
        then, change = f"t2_{name}_items_prev", f"t2_{name}_items_change"
        numbers[then] = before[then] + before[change] if then in before else integer(20, 3000)
        numbers[change] = integer(-min(numbers[then], 50), 50)
        if name != "fee":
            numbers[f"t2_{name}_decisions"] = integer(0, 20000)
    return numbers


def _table2_2021(integer: Integer, before: Mapping[str, int]) -> dict[str, int]:
    stock = before.get("t2_normdoc_in_force", 0)
    issued = integer(0, 40)
    repealed = integer(0, min(stock + issued, 30))
    if "t2_normdoc_in_force" not in before:  # no stock to continue: the first sheet of this layout
        stock = repealed + integer(0, 300)
    numbers = {f"t2_regulation_{column}": 0 for column in ("issued", "repealed", "in_force")}
    numbers |= {
        "t2_normdoc_issued": issued,
        "t2_normdoc_repealed": repealed,
        "t2_normdoc_in_force": stock + issued - repealed,
        "t2_license_decisions": integer(0, 20000),
        "t2_penalty_decisions": integer(0, 5000),
        "t2_coercion_decisions": integer(0, 500),
    }
    return numbers


def _table3(integer: Integer, layout: str, before: Mapping[str, int], carry_out: bool, busiest: int) -> dict[str, int]:
    """Outcomes and carry-over are drawn, what came in follows from them."""
    numbers: dict[str, int] = {}
    outcomes = [row.code for row in t3_outcomes(layout)]
    for applicant in _APPLICANTS:
        ceiling = busiest if applicant == "natural_person" else busiest // 10
        carried_in = before.get(f"t3_carried_out__{applicant}", 0)
        drawn = [integer(0, ceiling) if integer(0, 2) == 0 else 0 for _ in outcomes]
        carried_out = integer(0, ceiling) if carry_out else 0
        drawn[0] += max(0, carried_in - sum(drawn) - carried_out)  # what came over is granted at the latest
        numbers |= {f"{code}__{applicant}": number for code, number in zip(outcomes, drawn, strict=True)}
        numbers[f"t3_total_processed__{applicant}"] = sum(drawn)
        numbers[f"t3_carried_out__{applicant}"] = carried_out
        numbers[f"t3_carried_in__{applicant}"] = carried_in
        numbers[f"t3_new_received__{applicant}"] = sum(drawn) + carried_out - carried_in
    for row in (*outcomes, "t3_total_processed", "t3_carried_out", "t3_carried_in", "t3_new_received"):
        numbers[f"{row}__total"] = _sum(numbers, (f"{row}__{applicant}" for applicant in _APPLICANTS))
    return numbers


def _table4(integer: Integer, before: Mapping[str, int]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for group, _ in T4_GROUPS:
        results = {f"{group}_{name}": integer(0, 9) for name in ("upheld", "corrected", "other", "pending")}
        waiting = before.get(f"{group}_pending", 0)  # cases pending last year come back this year
        results[f"{group}_upheld"] += max(0, waiting - sum(results.values()))
        numbers |= {**results, f"{group}_total": sum(results.values())}
    return numbers


def _sum(numbers: Mapping[str, int], wanted: Iterable[str]) -> int:
    return sum(numbers[code] for code in wanted)
