"""What people and programs do with procedures, cases and tasks: one function a deed, inside one transaction."""
