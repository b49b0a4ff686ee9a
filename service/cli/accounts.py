"""The demo's accounts that are printed when a server with the demo starts: few, for trying every user's work."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import exc
from sqlalchemy.orm import Session

from models import database as db
from service import config as configuration
from service import errors
from service.cli import demo_people
from service.usecases import people

SHOWN: tuple[tuple[str, str, str], ...] = (
    ("motcua.hoankiem", "Một cửa phường Hoàn Kiếm", "one-stop officer"),
    ("xa.hoankiem", "UBND phường: hộ tịch", "ward committee, registrar"),
    ("xa.hoankiem.lanhdao", "UBND phường: lãnh đạo", "ward committee, chief"),
    ("congan.hoankiem", "Công an phường", "ward police"),
    ("bhxh.hoankiem", "Bảo hiểm xã hội", "social insurance"),
    ("thue.coso1", "Thuế cơ sở", "tax office"),
    ("phantich", "Người xây dựng quy trình", "process analyst"),
    ("quanly", "Lãnh đạo thành phố", "city manager"),
    ("quantri", "Quản trị", "administrator"),
)
"""Login, and what its person does, in both languages. Everybody else's login is in the list of people."""


def loaded(database: db.Database) -> bool:
    """Whether the demo is there whole; a database without tables has none."""
    try:
        with database.reading() as session:
            return is_here(session, demo_people.INTEGRATOR, now=datetime.now(UTC))
    except (exc.OperationalError, exc.ProgrammingError):
        return False


def is_here(session: Session, login: str, *, now: datetime) -> bool:
    """Whether there is somebody of that login."""
    try:
        people.actor(session, login, now=now)
    except errors.NotFoundError:
        return False
    return True


def lines(config: configuration.Config) -> list[str]:
    """What `serve` prints of the demo; nothing where it isn't loaded."""
    database = db.Database(config.database, pool=1)
    try:
        return table() if loaded(database) else []
    finally:
        database.dispose()


def table() -> list[str]:
    """The accounts, one line each, and the password that all of them have."""
    wide = max(len(login) for login, _, _ in SHOWN)
    head = f"Tài khoản mẫu, mật khẩu / demo accounts, password: {demo_people.PASSWORD}"
    return [head, *(f"  {login:{wide}}  {vi} / {en}" for login, vi, en in SHOWN)]
