"""The words that records of LEAP choose from, and how pages write them."""

from __future__ import annotations

from typing import Literal

Route = Literal[
    "form", "e-mail", "letter", "telephone", "event", "social-media", "care-opinion", "being-open", "partner"
]
ROUTES: dict[str, str] = {
    "form": "Form on the website",
    "e-mail": "E-mail",
    "letter": "Letter",
    "telephone": "Telephone",
    "event": "Event",
    "social-media": "Social media",
    "care-opinion": "Care Opinion story",
    "being-open": "Being Open report",
    "partner": "LEAP partner",
}

# The ten audiences of Active Listening: review 2019, lines 3608 to 3619.
AudienceGroup = Literal[
    "service-users-carers",
    "staff",
    "health-care-partners",
    "system-partners",
    "voluntary-sector",
    "media",
    "employers",
    "decision-makers",
    "social-media-communities",
    "regional-national",
]
AUDIENCES: dict[str, str] = {
    "service-users-carers": "Service users, carers and families",
    "staff": "Staff",
    "health-care-partners": "Local NHS and care partners",
    "system-partners": "Partners across the health and care system, and councils",
    "voluntary-sector": "Voluntary sector",
    "media": "Print and broadcast media",
    "employers": "Local businesses and employers",
    "decision-makers": "Decision makers and elected representatives",
    "social-media-communities": "Communities on social media",
    "regional-national": "Regional and national audiences",
}

# The three outcomes: review 2019, lines 5078 to 5086.
Outcome = Literal["already-done", "will-be-done", "not-taken-forward"]
OUTCOMES: dict[str, str] = {
    "already-done": "Already done or planned",
    "will-be-done": "Will be done",
    "not-taken-forward": "Not taken forward",
}

Status = Literal["new", "considered", "already-done", "will-be-done", "done", "not-taken-forward", "comment"]
STATUSES: dict[str, str] = {
    "new": "Received",
    "considered": "Being considered",
    "already-done": "Already done or planned",
    "will-be-done": "Will be done",
    "done": "Done since",
    "not-taken-forward": "Not taken forward",
    "comment": "Comment, with thanks",
}
COLOURS: dict[str, str] = {
    "new": "grey",
    "considered": "yellow",
    "already-done": "blue",
    "will-be-done": "purple",
    "done": "green",
    "not-taken-forward": "orange",
    "comment": "white",
}
OPEN: tuple[Status, ...] = ("new", "considered")
"""Those that wait for a first answer."""

# The seven opportunities of an agreement: review 2019, lines 5037 to 5049.
Opportunity = Literal[
    "social-media", "events-campaigns", "features", "research", "awards", "co-production", "materials"
]
OPPORTUNITIES: dict[str, str] = {
    "social-media": "Promote each other on social media",
    "events-campaigns": "Share coming events and campaigns",
    "features": "Feature each other's work",
    "research": "Share research and articles",
    "awards": "Tell each other of awards",
    "co-production": "Plan and host events together",
    "materials": "Supply leaflets, posters and other materials",
}
Side = Literal["trust", "partner", "both"]
SIDES: dict[str, str] = {"trust": "The Trust", "partner": "The partner", "both": "Both sides"}
PARTNER_STATES: dict[str, str] = {
    "proposed": "Proposed",
    "part-signed": "Signed by one side",
    "signed": "Signed",
    "ended": "Ended",
}
