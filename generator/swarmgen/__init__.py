"""swarmgen: compiles semantic conventions and coordination patterns to Python, bash and documentation."""
