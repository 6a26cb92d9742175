"""What may be chosen in the records of stakeholders, and how each choice is called on a page."""

from __future__ import annotations

from typing import Literal

Group = Literal[
    "patients-carers-families",
    "health-and-care-partners",
    "media-and-opinion-formers",
    "companies",
    "elected-representatives",
    "third-sector",
]
Proximity = Literal["internal", "local", "regional", "national"]
SeldomHeard = Literal[
    "disability",
    "ethnicity",
    "sexuality",
    "communication-impairments",
    "mental-health-problems",
    "homelessness",
    "geographical-isolation",
]
Protected = Literal[
    "age",
    "disability",
    "gender-reassignment",
    "marriage-and-civil-partnership",
    "pregnancy-and-maternity",
    "race",
    "religion-or-belief",
    "sex",
    "sexual-orientation",
]
"""The nine protected characteristics. Source: Equality Act 2010, section 4."""
Cleanse = Literal["not yet", "in doubt", "done"]
Means = Literal["named contact", "face to face", "e-mail", "telephone", "post"]
LawfulBasis = Literal[
    "public task",
    "legitimate interests",
    "consent",
    "contract",
    "legal obligation",
    "vital interests",
]
"""The six lawful bases. Source: UK GDPR, article 6(1)."""
Platform = Literal[
    "bluesky", "facebook", "instagram", "linkedin", "mastodon", "threads", "tiktok", "x", "youtube"
]
Origin = Literal[
    "they told us", "meeting", "colleague", "their website", "public register", "membership scheme", "import"
]
Encounter = Literal["event", "meeting", "call", "letter", "e-mail", "visit"]
Role = Literal["champion", "broker", "manager", "facilitator", "promoter"]

GROUPS: dict[str, str] = {
    "patients-carers-families": "Patients, carers and families",
    "health-and-care-partners": "Health and care partners",
    "media-and-opinion-formers": "Media, opinion formers and influencers",
    "companies": "Companies and partners",
    "elected-representatives": "Elected representatives and oversight",
    "third-sector": "Third sector and community groups",
}
SHORT: dict[str, str] = {
    "patients-carers-families": "Patients and carers",
    "health-and-care-partners": "Health and care",
    "media-and-opinion-formers": "Media",
    "companies": "Companies",
    "elected-representatives": "Elected and oversight",
    "third-sector": "Third sector",
}
"""The groups where there is little room."""
PROXIMITIES: dict[str, str] = {
    "internal": "Internal",
    "local": "Local",
    "regional": "Regional",
    "national": "National",
}
SELDOM_HEARD: dict[str, str] = {
    "disability": "Disability",
    "ethnicity": "Ethnicity",
    "sexuality": "Sexuality",
    "communication-impairments": "Communication impairments",
    "mental-health-problems": "Mental health problems",
    "homelessness": "Homelessness",
    "geographical-isolation": "Geographical isolation",
}
ROLES: dict[str, str] = {
    "champion": "Champion",
    "broker": "Broker or intermediary",
    "manager": "Manager",
    "facilitator": "Facilitator",
    "promoter": "Promoter",
}
