"""One file per family of modelers: forms, conditions, timers and bindings as that family writes them."""
