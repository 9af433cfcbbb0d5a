"""The bash back end: one sourceable telemetry library, runtime included."""
