"""What an analyst should mend in a diagram, told as findings."""
