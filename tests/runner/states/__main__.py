"""Keep the states of the current format: run once when a format is new, and commit what it writes."""

from __future__ import annotations

import sys

from runner import codec
from tests.runner.states import kept, stories


def main() -> int:
    """Write what isn't there yet; what is there stays."""
    folder = kept.folder(codec.CURRENT)
    folder.mkdir(exist_ok=True)
    for name, story in stories.STORIES.items():
        path = folder / f"{name}.json"
        if not path.exists():
            kept.write(path, story.drawn.__doc__ or "", story.drawn().prepared(), story.before, story.steps)
            print(f"kept {path.relative_to(kept.FOLDER)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
