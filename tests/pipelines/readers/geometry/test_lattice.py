"""Strokes -> cells."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.geometry.lattice import Lattice, Region, Rule, find_lattices
from pipelines.readers.geometry.strokes import Strokes


def ruled(xs: list[float], ys: list[float]) -> tuple[list[Rule], list[Rule]]:
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


def only(horizontal: list[Rule], vertical: list[Rule]) -> Lattice:
    found = find_lattices(horizontal, vertical)
    assert len(found) == 1
    return found[0]


def test_crossing_rules_make_cells() -> None:
    table = only(*ruled([10, 110, 210], [20, 60, 100]))
    assert table.regions == (Region(0, 0, 1, 1), Region(0, 1, 1, 1), Region(1, 0, 1, 1), Region(1, 1, 1, 1))
    assert table.box(table.regions[3]) == (110, 60, 210, 100)


def test_a_missing_border_makes_a_span() -> None:
    horizontal, vertical = ruled([10, 110, 210], [20, 60, 100])
    vertical[1] = Rule(110, 60, 100)
    assert only(horizontal, vertical).regions[0] == Region(0, 0, 1, 2)


def test_a_point_finds_its_cell_and_none_outside() -> None:
    table = only(*ruled([10, 110, 210], [20, 60, 100]))
    assert table.find(150, 30) == 1
    assert table.find(5, 30) is None
    assert table.find(150, 100) is None


def test_doubled_borders_and_columns_under_two_millimetres_are_one_edge() -> None:
    horizontal, vertical = ruled([10, 110, 113.5, 210], [20, 60, 100])
    table = only([*horizontal, Rule(61.5, 10, 210)], vertical)
    assert (len(table.xs), len(table.ys)) == (3, 3)


def test_a_table_cut_by_the_page_gets_the_borders_it_lacks() -> None:
    vertical = [Rule(x, 20, 140) for x in (10, 110, 210)]
    table = only([Rule(60, 10, 210), Rule(100, 10, 210)], vertical)
    assert table.ys == (20, 60, 100, 140)
    assert (table.is_open_above, table.is_open_below) == (True, True)


def test_a_vertical_that_nothing_touches_closes_the_cell_beside_a_table_of_its_height() -> None:
    cut = [Rule(60, 110, 310), Rule(100, 110, 310)], [Rule(x, 20, 140) for x in (110, 210, 310)]
    table = only(cut[0], [*cut[1], Rule(10, 20, 140)])
    assert table.xs == (10, 110, 210, 310)
    assert table.regions[0] == Region(0, 0, 3, 1)
    assert only(cut[0], [*cut[1], Rule(10, 20, 100), Rule(410, 0, 200)]).xs == (110, 210, 310)


def test_a_single_row_with_one_drawn_border_is_a_piece_of_a_table() -> None:
    table = only([Rule(60, 10, 210)], [Rule(x, 20, 60) for x in (10, 110, 210)])
    assert len(table.regions) == 2
    assert table.is_open_above


def test_a_table_without_side_borders_gets_them() -> None:
    table = only([Rule(y, 10, 210) for y in (20, 60, 100)], [Rule(110, 20, 100)])
    assert table.xs == (10, 110, 210)


def test_what_is_no_rectangle_is_cut_into_rows() -> None:
    horizontal, vertical = ruled([10, 110, 210], [20, 60, 100])
    vertical[1] = Rule(110, 60, 100)
    horizontal[1] = Rule(60, 110, 210)  # the upper row and the lower left cell run together
    assert only(horizontal, vertical).regions == (Region(0, 0, 1, 2), Region(1, 0, 1, 1), Region(1, 1, 1, 1))


def test_rows_that_join_around_the_end_of_a_rule_stay_apart() -> None:
    # As browsers print the row below a merged label that ends at the page break.
    horizontal = [Rule(20, 10, 310), Rule(60, 110, 310), Rule(100, 10, 310)]
    vertical = [Rule(10, 20, 100), Rule(210, 20, 100), Rule(310, 20, 100), Rule(110, 20, 24)]
    regions = only(horizontal, vertical).regions
    assert Region(0, 0, 1, 2) in regions
    assert Region(1, 0, 1, 2) in regions


def test_rules_drawn_in_pieces_are_whole() -> None:
    _, vertical = ruled([10, 110, 210], [20, 60, 100])
    horizontal = [Rule(y, start, start + 49) for y in (20, 60, 100) for start in (10, 60, 110, 160)]
    assert len(only(horizontal, vertical).regions) == 4


def test_a_frame_without_inner_rules_is_no_table() -> None:
    assert find_lattices(*ruled([10, 210], [20, 100])) == []


def test_tables_that_do_not_touch_are_several_from_top_to_bottom() -> None:
    low, high = ruled([10, 110, 210], [320, 360]), ruled([10, 110, 210], [20, 60])
    tables = find_lattices([*low[0], *high[0]], [*low[1], *high[1]])
    assert [table.ys[0] for table in tables] == [20, 320]


def test_a_drawing_too_dense_for_a_table_is_left_alone() -> None:
    edges = [10.0 * number for number in range(200)]
    assert find_lattices(*ruled(edges, edges)) == []
    edges = [4.5 * number for number in range(1100)]
    assert find_lattices(*ruled(edges, edges)) == []


def test_thin_filled_boxes_are_rules_and_shading_is_none() -> None:
    strokes = Strokes()
    strokes.add_path([(0, 0), (100, 0), (100, 1), (0, 1)], is_closed=True, is_stroked=False, is_filled=True)
    strokes.add_path([(0, 0), (1, 0), (1, 50), (0, 50)], is_closed=True, is_stroked=False, is_filled=True)
    strokes.add_path([(0, 0), (100, 0), (100, 50), (0, 50)], is_closed=True, is_stroked=False, is_filled=True)
    assert strokes.horizontal == [Rule(0.5, 0, 100)]
    assert strokes.vertical == [Rule(0.5, 0, 50)]


def test_a_drawn_box_is_four_rules() -> None:
    strokes = Strokes()
    strokes.add_path([(0, 0), (100, 0), (100, 50), (0, 50)], is_closed=True, is_stroked=True, is_filled=False)
    assert len(strokes.horizontal) == len(strokes.vertical) == 2


@given(
    st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=6),
    st.lists(st.floats(12, 80), min_size=4, max_size=4),
)
def test_any_mixture_of_spans_in_rows_is_found_again(joins: list[list[bool]], widths: list[float]) -> None:
    """`joins[row][n]`: the cell of column n + 1 belongs to the one before it."""
    xs = [20 + sum(widths[:index]) for index in range(5)]
    horizontal = [Rule(20 + 15 * row, xs[0], xs[-1]) for row in range(len(joins) + 1)]
    vertical = [Rule(x, 20, 20 + 15 * len(joins)) for x in (xs[0], xs[-1])]
    expected = []
    for row, joined in enumerate(joins):
        starts = [0, *(column + 1 for column, is_joined in enumerate(joined) if not is_joined)]
        vertical += [Rule(xs[start], 20 + 15 * row, 35 + 15 * row) for start in starts[1:]]
        expected.append([end - start for start, end in zip(starts, [*starts[1:], 4], strict=True)])
    found = find_lattices(horizontal, vertical)
    if len(joins) == 1 and all(joins[0]):
        assert found == []  # one cell
        return
    drawn = sorted({xs[0], xs[-1], *(rule.at for rule in vertical)})
    widths_of = (
        {
            region: xs.index(drawn[region.column + region.colspan]) - xs.index(drawn[region.column])
            for region in found[0].regions
        }
        if found
        else {}
    )
    assert [[widths_of[r] for r in found[0].regions if r.row == row] for row in range(len(joins))] == expected


def test_dots_in_a_line_are_a_rule_and_single_ones_are_none() -> None:
    strokes = Strokes()

    def dot(x: float, y: float) -> None:
        strokes.add_path(
            [(x, y), (x + 0.7, y), (x + 0.7, y + 0.7), (x, y + 0.7)], is_closed=True, is_stroked=False, is_filled=True
        )

    for place in range(0, 60):
        for edge in (0, 45, 90):
            dot(1.5 * place, edge)
            dot(edge, 1.5 * place)
    dot(20, 20)
    table = only(strokes.horizontal, strokes.vertical)
    assert (len(table.xs), len(table.ys)) == (3, 3)
