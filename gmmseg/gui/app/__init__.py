"""The application and its window, put together from everything below."""
