"""What refusals about apologies and reviews say, in Vietnamese and English; `messages` shows them."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "needs_signer": ("Việc này cần người có quyền ký.", "This needs somebody who may sign."),
    "signs_own": (
        "Bạn đã viết phiếu này nên không được ký; người khác có quyền ký phải ký.",
        "You have written in this apology, so somebody else who may sign has to sign it.",
    ),
    "not_now": (
        "Phiếu đã sang trạng thái khác; hãy tải lại trang.",
        "The apology is in another state by now; reload the page.",
    ),
    "apology_open": (
        "Cơ quan đang có một phiếu khác chưa gửi cho hồ sơ này.",
        "The agency has another apology for this case that hasn't been sent.",
    ),
    "nothing_to_foresee": (
        "Không có thời hạn nào của cơ quan bạn đang chạy trong hồ sơ này, hoặc đã có phiếu.",
        "No time limit of your agency runs in this case, or there is an apology already.",
    ),
    "appointed_once": (
        "Chỉ được hẹn lại một lần; lần này không ghi ngày hẹn mới.",
        "A new date may be given once only; leave it empty this time.",
    ),
    "nothing_left_to_date": (
        "Phần việc đã xong; không ghi ngày hẹn mới.",
        "The work has been done; leave the new date empty.",
    ),
    "not_in_future": ("Ngày hẹn mới phải ở phía trước.", "The new date must lie ahead."),
    "too_far": ("Ngày hẹn mới không được sau {at}.", "The new date must not be later than {at}."),
    "personal_name": (
        "Lý do có tên người nộp. Lý do được công khai: hãy viết không nêu tên.",
        "The reason holds the applicant's name. It will be public: write it without the name.",
    ),
    "personal_number": (
        "Lý do có dãy số như số giấy tờ hoặc điện thoại. Lý do được công khai: hãy bỏ đi.",
        "The reason holds a number like that of a paper or a phone. It will be public: leave it out.",
    ),
    "personal_email": (
        "Lý do có địa chỉ thư điện tử. Lý do được công khai: hãy bỏ đi.",
        "The reason holds a mail address. It will be public: leave it out.",
    ),
    "not_in_case": ("Cơ quan “{code}” không tham gia hồ sơ này.", "The agency “{code}” has no part in this case."),
    "review_exists": ("Đã có kiểm điểm về việc này.", "There is a review of this already."),
    "not_late": ("Bước này không trễ hạn.", "This step is not late."),
    "review_closed": ("Kiểm điểm đã kết thúc, không sửa được.", "The review is closed, and stays as it is."),
    "already_explained": ("Bạn đã giải trình.", "You have given your explanation."),
    "reviews_own": (
        "Bạn là người liên quan nên không được kết luận.",
        "The review concerns you, so somebody else has to conclude it.",
    ),
    "not_concerned": ("Kiểm điểm này không đề nghị bạn giải trình.", "You are not asked to explain here."),
    "nobody_is_responsible": (
        "Kết luận không có trách nhiệm thì không chọn người chịu trách nhiệm.",
        "Where nobody is responsible, choose nobody who is.",
    ),
    "too_many_reads": ("Xem quá dày; hãy đợi một lát.", "Too many requests; wait a moment."),
}
