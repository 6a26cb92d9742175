"""Words that say little by themselves: never shown, or counted as everyday ones."""

from __future__ import annotations

STOP = frozenset(
    """a about above across after afterwards again against ain all almost alone along already also although always am
    among an and another any anybody anyone anything anyway anywhere apart are aren around as aside at away back be
    became because become becomes been before beforehand behind being below beside besides between beyond both but by
    came can can't cannot come comes coming could couldn couldn't did didn didn't do does doesn doesn't doing don
    don't done down due during each e.g eg either else elsewhere enough especially etc even ever every everybody
    everyone everything everywhere except far few first following for former formerly found from full further gave get
    gets getting give given gives giving go goes going gone got had hadn hadn't has hasn hasn't have haven haven't
    having he he'd he'll he's hence her here here's hers herself him himself his how how's however i i'd i'll i'm i've
    i.e ie if in inc indeed instead into is isn isn't it it'd it'll it's its itself just keep keeps kept last later
    latest least less let let's lets like likely little ll look looking looks made mainly make makes making many may
    maybe me mean means meanwhile might mine more moreover most mostly much must mustn my myself namely near nearly
    need needn neither never nevertheless next no nobody non none nonetheless nor not nothing now nowhere of off often
    oh ok on once one ones only onto or other others otherwise ought our ours ourselves out over overall own part
    per perhaps please put quite rather re read reading really said same saw say saying says second see seem seemed
    seems seen self set several shall shan she she'd she'll she's should shouldn shouldn't show shows since so some
    somebody somehow someone something sometimes somewhere soon still such sure take taken takes taking tell than
    thank thanks that that's the their theirs them themselves then there there's thereby therefore these they they'd
    they'll they're they've thing things think this those though three through throughout thus till to together told
    too took toward towards tried try trying two under unless until up upon us use used uses using usually various ve
    very via viz want wants was wasn wasn't way we we'd we'll we're we've well went were weren weren't what what's
    whatever when whence whenever where where's whereas whereby wherever whether which while who who's whoever whole
    whom whose why will with within without won won't would wouldn wouldn't yes yet you you'd you'll you're you've
      four five six seven eight nine ten ask asks asked asking chose chosen
    your yours yourself yourselves monday tuesday wednesday thursday friday saturday sunday january february march
    april june july august september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul
    aug sep sept oct nov dec http https www com amp nbsp quot rt click link email e-mail address number""".split()
)
"""Grammar, reporting and the calendar. "May" is left out with the month, as the verb is commoner."""

EVERYDAY = frozenset(
    """able act add ago area ask available based became best better big bring build call case change child city clear
    close country create day days deal different early end event example experience face fact family feel find focus
    follow form free friend future general good great group grow hard head hear held help high hold home hope hour
    hundred idea important improve include including increase information interest issue join key kind know large
    late lead learn left level life line list live local long lot main man matter meet member million mind minute
    moment money month months morning move name national needs new news night number offer old open opportunity order
    page people person place plan play point possible post present problem process programme project provide public
    question quick ready real reason receive recent remember report result right role room run school sector send
    service set share short side sign simple site small start state stay step stop story strong support talk team
    today tomorrow tonight top true turn understand update view visit voice wait walk watch website week weeks win
    woman women word work working world write year years yesterday young""".split()
)
"""Words of daily life: they have to be said more often to stand out."""
