"""A large invented world for benchmarks: planned with numpy from one seed, loaded through COPY."""
