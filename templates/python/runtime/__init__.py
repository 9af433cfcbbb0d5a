"""Hand-written mechanics of the telemetry runtime; the bash library has the same functions under the same names."""
