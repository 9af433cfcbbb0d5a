"""Reading the coordination patterns of a registry: YAML → `syntax`, mistakes of form reported where they stand."""
