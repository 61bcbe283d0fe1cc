"""A folder of pictures through one model: planned, done by several processes, told as events."""

from gmmseg.batch.events import Begun, Event, Finished, Prepared, Stopped
from gmmseg.batch.plan import Picture, Plan, Recipe
from gmmseg.batch.run import Run

__all__ = ["Begun", "Event", "Finished", "Picture", "Plan", "Prepared", "Recipe", "Run", "Stopped"]
