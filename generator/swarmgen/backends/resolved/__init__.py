"""A resolved registry as plain data, in the two shapes that OpenTelemetry tools exchange."""
