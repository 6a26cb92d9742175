AUTHOR = "Site editor"
SITENAME = "Involvement blog"
SITESUBTITLE = "Notes on how people take part, and what came of it"
PATH = "content"
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"

FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
