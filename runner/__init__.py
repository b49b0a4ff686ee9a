"""Execution: the only package that knows SpiffWorkflow. State in, Outcome out; no clock, no input or output."""
