"""Work off the window's thread: tasks, and who asks for which."""
