"""What the API promises of the board and the bottlenecks."""

from tests.service.api.test_tasks import INTAKE, complete
from tests.service.api.world import World


def test_the_board_and_the_bottlenecks_tell_where_a_case_is_and_was(world: World) -> None:
    code = world.published()
    case = world.started(code)["code"]
    task = world.task(case)
    world.later(minutes=10)
    world.post("officer", f"tasks/{task}/claim")
    world.later(minutes=5)
    assert complete(world, "officer", task, INTAKE).status_code == 200
    (lane,) = world.get("manager", f"holding?procedure={code}").get_json()["lanes"]
    assert (lane["lane"], lane["agency"]["code"]) == ("Thuế cơ sở", "H26.2")
    assert (lane["held"], lane["untouched"], lane["claimed"], lane["overdue"]) == (1, 1, 0, 0)
    assert lane["oldest"].endswith("Z")
    steps = {
        one["element"]: one for one in world.get("manager", f"reports/bottlenecks?procedure={code}").get_json()["steps"]
    }
    assert steps["intake"]["waiting"] == {"n": 1, "p50": 600.0, "p90": 600.0, "mean": 600.0}
    assert steps["intake"]["work"]["p50"] == 300.0
    assert steps["intake"]["total"]["mean"] == 900.0
    assert (steps["assess"]["n"], steps["assess"]["open_now"]) == (0, 1)
    assert steps["assess"]["waiting"] == {"n": 0, "p50": None, "p90": None, "mean": None}


def test_a_report_asks_for_what_there_is(world: World) -> None:
    code = world.published()
    for query, status in (
        (f"procedure={code}&version=1", 200),
        (f"procedure={code}&version=1&from=2026-01-01&to=2026-12-31T00:00:00%2B07:00", 200),
        (f"procedure={code}&version=7", 404),
        ("procedure=none", 404),
        ("version=1", 422),
        ("from=yesterday", 422),
        ("from=2026-02-30", 422),
        ("to=2026-01-01T00:00:00", 422),
        ("since=2026-01-01", 422),
    ):
        assert world.get("manager", f"reports/bottlenecks?{query}").status_code == status, query
    assert world.get("manager", "holding?agency=none").status_code == 404
    assert world.get("taxer", "holding?agency=H26.1").status_code == 403
