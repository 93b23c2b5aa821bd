"""Changes of the roadmap, by subject: starting it, criteria, plans, people's words, waivers, evidence."""

from roadmap.services.criteria import update_criterion
from roadmap.services.plans import plan_phase
from roadmap.services.starting import start_roadmap

__all__ = ["plan_phase", "start_roadmap", "update_criterion"]
