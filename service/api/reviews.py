"""Reviews of responsibility, for those concerned; and their figures, without a name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from service.api import kit
from service.schemas import common, request
from service.schemas import reviews as schemas
from service.usecases import apologyacts, reviews, reviewviews

blp = kit.Blueprint("reviews", "Who was responsible for what was late or wrong")


@blp.route("/reviews")
@blp.arguments(schemas.ReviewQuery, location="query")
@blp.response(200, common.page_of(schemas.Review))
def page(query: dict[str, Any]) -> Any:
    """The reviews that concern the reader, or that she may conduct, newest first."""
    with request.wiring().database.reading() as session:
        return kit.paged(reviewviews.page(session, request.actor(), **query))


@blp.route("/reviews/<review>")
@blp.response(200, schemas.Review)
def get(review: str) -> Any:
    """One review with the step log that it rests on."""
    with request.wiring().database.reading() as session:
        return reviewviews.get(session, request.actor(), review, now=request.now())


@blp.route("/reviews/<review>/acts", methods=["POST"])
@blp.arguments(schemas.ReviewAct)
@blp.response(200, schemas.Review)
def act(body: dict[str, Any], review: str) -> Any:
    """Explain, ask somebody to explain, or close with a conclusion."""
    asked = apologyacts.ReviewAsked(**{**body, "answers_for": tuple(body["answers_for"])})
    with request.wiring().database.transaction() as session:
        return apologyacts.review(session, request.actor(), review, asked, now=request.now())


@blp.route("/apologies/<apology>/review", methods=["POST"])
@blp.arguments(schemas.Opening)
@blp.response(201, schemas.Review)
def open_for_apology(body: dict[str, Any], apology: str) -> Any:
    """Open a review of what an apology is about."""
    with request.wiring().database.transaction() as session:
        return reviews.open_for_apology(session, request.actor(), apology, body["reason"], now=request.now())


@blp.route("/tasks/<task>/review", methods=["POST"])
@blp.arguments(schemas.Opening)
@blp.response(201, schemas.Review)
def open_for_step(body: dict[str, Any], task: str) -> Any:
    """Open a review of one late step."""
    with request.wiring().database.transaction() as session:
        return reviews.open_for_step(session, request.actor(), *kit.task(task), body["reason"], now=request.now())


@blp.route("/reports/reviews")
@blp.arguments(schemas.FigureQuery, location="query")
@blp.response(200, schemas.ReviewFigures)
def figures(query: dict[str, Any]) -> Any:
    """How many reviews were opened in a period, and how they ended, per agency; no names."""
    until = query["until"]
    end = kit.instant(until) + timedelta(days=0 if isinstance(until, datetime) else 1)
    with request.wiring().database.reading() as session:
        return {"items": reviewviews.figures(session, request.actor(), kit.instant(query["since"]), end)}
