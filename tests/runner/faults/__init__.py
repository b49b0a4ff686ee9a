"""The twenty faults of the stock library, by number: each a promise that ours keeps and that stock breaks."""
