"""What the API promises of messages that come from outside, such as the bank's that a fee was paid."""

from __future__ import annotations

from tests.service.api import drawings
from tests.service.api.world import World

CATCH = b"""<intermediateCatchEvent id="paid" name="Paid"><messageEventDefinition messageRef="m"/>
  </intermediateCatchEvent>
  <sequenceFlow id="f5" sourceRef="paid" targetRef="give"/>
  """
BANK = (
    b"""<participant id="Bank" name="Bank"/><messageFlow id="mf" sourceRef="Bank" targetRef="paid"/></collaboration>"""
)
WAITING = (
    drawings.diagram()
    .replace(b'<collaboration id="c">', b'<message id="m" name="fee.paid"/><collaboration id="c">')
    .replace(b"</collaboration>", BANK)
    .replace(b"<flowNodeRef>assess</flowNodeRef>", b"<flowNodeRef>assess</flowNodeRef><flowNodeRef>paid</flowNodeRef>")
    .replace(b'<endEvent id="end"', CATCH + b'<endEvent id="end"')
    .replace(b'sourceRef="assess" targetRef="give"', b'sourceRef="assess" targetRef="paid"')
)


def waiting(world: World) -> str:
    """A case that waits for the message; its code."""
    case = str(world.started(world.published(WAITING))["code"])
    for who, answers in (("officer", {"full_name": "A"}), ("taxer", {})):
        done = world.post(who, f"tasks/{world.task(case)}/complete", json={"answers": answers})
        assert done.status_code == 200, done.text
    return case


def test_the_lane_that_waits_for_a_message_holds_the_case_until_it_comes(world: World) -> None:
    case = waiting(world)
    (held,) = world.get("officer", f"cases/{case}/holding").get_json()
    assert (held["kind"], held["lane"], held["element"]) == ("message", "Thuế cơ sở", "paid")
    brought = world.post("taxer", f"cases/{case}/messages", json={"name": "fee.paid", "payload": {"amount": 500}})
    assert brought.status_code == 200, brought.text
    assert [holder["element"] for holder in brought.get_json()["holding"]] == ["give"]


def test_a_message_that_nobody_waits_for_is_refused_and_changes_nothing(world: World) -> None:
    case = waiting(world)
    for name in ("fee.lost", "fee.paid ."):
        refused = world.post("taxer", f"cases/{case}/messages", json={"name": name})
        assert (refused.status_code, refused.get_json()["code"]) == (409, "nobody_listens")
    assert world.post("officer", f"cases/{case}/messages", json={"name": "fee.paid"}).status_code == 200
    again = world.post("officer", f"cases/{case}/messages", json={"name": "fee.paid"})
    assert (again.status_code, again.get_json()["code"]) == (409, "nobody_listens")


def test_what_a_message_says_is_plain_json_of_bounded_size(world: World) -> None:
    case = waiting(world)
    for body in ({"payload": {}}, {"name": ""}, {"name": "fee.paid", "payload": []}, {"name": "fee.paid", "lane": "x"}):
        assert world.post("taxer", f"cases/{case}/messages", json=body).status_code == 422
    assert [h["element"] for h in world.get("officer", f"cases/{case}/holding").get_json()] == ["paid"]
