"""All chapters of the catalogue, in the order of the standard."""

from __future__ import annotations

from tests.elements import (
    catalogue_activities,
    catalogue_collaboration,
    catalogue_core,
    catalogue_correlation,
    catalogue_data,
    catalogue_definitions,
    catalogue_events,
    catalogue_gateways,
    catalogue_starts,
    catalogue_tasks,
)
from tests.elements.rows import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    *catalogue_core.CHAPTERS,
    catalogue_correlation.CORRELATION,
    catalogue_collaboration.COLLABORATION,
    *catalogue_tasks.CHAPTERS,
    *catalogue_activities.CHAPTERS,
    catalogue_data.DATA,
    catalogue_starts.STARTS,
    catalogue_events.PLACES,
    catalogue_definitions.DEFINITIONS,
    *catalogue_gateways.CHAPTERS,
    catalogue_collaboration.CONVERSATIONS,
    catalogue_collaboration.PICTURE,
)
