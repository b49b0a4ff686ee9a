"""Small diagrams for the API's tests: three steps in two lanes, drawn without our namespace."""

from __future__ import annotations

import json

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ONE_STOP, TAX = "Pool/OneStop", "Pool/Tax"


def diagram(*, second: str = "Xác định nghĩa vụ thuế", tax_lane: str = "Thuế cơ sở") -> bytes:
    """Take in → assess tax → return the result; `second` and `tax_lane` are labels."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{MODEL}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
 <collaboration id="c"><participant id="Pool" name="Thủ tục" processRef="P"/></collaboration>
 <process id="P" isExecutable="true">
  <laneSet id="ls">
   <lane id="OneStop" name="Bộ phận một cửa">
    <flowNodeRef>start</flowNodeRef><flowNodeRef>intake</flowNodeRef>
    <flowNodeRef>give</flowNodeRef><flowNodeRef>end</flowNodeRef>
   </lane>
   <lane id="Tax" name="{tax_lane}"><flowNodeRef>assess</flowNodeRef></lane>
  </laneSet>
  <startEvent id="start" name="Nộp hồ sơ"/>
  <userTask id="intake" name="Tiếp nhận">
   <extensionElements><zeebe:formDefinition formId="intake"/></extensionElements>
  </userTask>
  <userTask id="assess" name="{second}"/>
  <userTask id="give" name="Trả kết quả"/>
  <endEvent id="end" name="Xong"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="intake"/>
  <sequenceFlow id="f2" sourceRef="intake" targetRef="assess"/>
  <sequenceFlow id="f3" sourceRef="assess" targetRef="give"/>
  <sequenceFlow id="f4" sourceRef="give" targetRef="end"/>
 </process>
</definitions>""".encode()


FORM = json.dumps(
    {
        "id": "intake",
        "type": "default",
        "components": [
            {"type": "textfield", "id": "a", "key": "full_name", "label": "Họ tên", "validate": {"required": True}},
            {"type": "number", "id": "b", "key": "pages", "label": "Số trang"},
            {
                "type": "filepicker",
                "id": "c",
                "key": "proof",
                "label": "Giấy tờ",
                "multiple": True,
                "accept": ".pdf,image/*",
            },
        ],
    }
).encode()

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
"""What passes for a document."""

SETTINGS = {
    "lanes": {
        ONE_STOP: {"bind": {"to": "agency", "code": "H26.1"}},
        TAX: {"bind": {"to": "agency", "code": "H26.2"}},
    },
    "steps": {
        "intake": {"limit": {"amount": 1, "unit": "working_day"}, "role": "staff", "output": "Giấy tiếp nhận"},
        "assess": {"limit": {"amount": 3, "unit": "working_day"}, "role": "staff", "output": "Thông báo thuế"},
        "give": {"limit": {"amount": 1, "unit": "working_day"}, "role": "staff", "output": "Kết quả"},
    },
    "limit": {"amount": 5, "unit": "working_day"},
}
