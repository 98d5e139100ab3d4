"""PostgreSQL and Valkey from wheels, for one machine: started, watched and stopped by the project itself."""
