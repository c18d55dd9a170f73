"""Data that an office or the province can replace: the procedure catalogue, the calendar, the sample office."""
