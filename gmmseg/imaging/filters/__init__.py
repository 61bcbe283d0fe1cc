"""Arrays to arrays: blur, texture, colour spaces, smaller pictures, counts."""
