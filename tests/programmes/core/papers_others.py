"""What the papers of one part of the library say, and what they leave out, apart from the files that repeat it."""

# What the plan of each model comes to: contacts, minutes at least, minutes at most, length. None: the papers do not say.
PLANNED = {
    "ben-zeev-2018-wrap-as-comparator": (12, 12 * 90, 12 * 90, "P12W"),
    "cook-2012-bridges": (8, 8 * 150, 8 * 150, "P8W"),
    "cook-2012-wrap": (8, 8 * 150, 8 * 150, "P8W"),
    "corrigan-2015-coming-out-proud": (3, None, None, None),
    "eisen-2012-vet-to-vet": (None, None, None, None),
    "hearing-voices-network-groups": (None, None, None, None),
    "kaplan-2011-bulletin-board": (None, None, None, "P1Y"),
    "kaplan-2011-listserv": (None, None, None, "P1Y"),
    "ruesch-2014-coming-out-proud": (3, None, None, "P3W"),
    "russinova-2014-photovoice": (10, None, None, "P10W"),
    "salzer-2010-breast-cancer-online": (None, None, None, None),
    "thinking-healthy-peer-delivered": (10 + 4, None, None, "P6M"),
    "alternatives-to-suicide": (None, None, None, None),
    "bird-2015-peer-outdoor-support": (6, None, None, "P6D"),
    # Twelve calls of a peer, one visit of a nurse and three calls.
    "carroll-2007-heart-peer-and-nurse": (12 + 1 + 3, None, None, "P12W"),
    "carroll-2006-heart-peer-advisors": (12, None, None, "P12W"),
    "chinese-schools-peer-counselling": (None, None, None, None),
    "eichenberg-2006-suicide-boards": (None, None, None, None),
    "heller-1995-heart-telephone": (None, None, None, None),
    "lorig-2001-cdsmp": (None, None, None, "P7W"),
    "mental-health-mates": (None, None, None, None),
    "mercier-2023-veterans-buddy": (None, None, None, None),
    "mercier-2023-veterans-peer-case-manager": (None, None, None, None),
    "mercier-2023-veterans-peer-counsellor": (None, None, None, None),
    "mercier-2023-veterans-peer-educator": (None, None, None, None),
    "mercier-2023-veterans-peer-facilitator": (None, None, None, None),
    "montgomery-county-peer-specialists": (None, None, None, None),
    "niederkrotenthaler-2016-suicide-boards": (None, None, None, None),
    # The talks in hospital are not counted in the paper of the pilot.
    "pfeiffer-2019-prevail-pilot": (None, None, None, None),
    # One in hospital, twice a week for two weeks, weekly for six, every other week for four.
    "pfeiffer-2020-prevail": (1 + 2 * 2 + 6 + 2, None, None, None),
    # Three lessons of 45 minutes; how often the older pupils pass them on is not said.
    "shah-2001-triple-a": (None, None, None, None),
    "way-back-peer-care-companion": (None, None, None, None),
}

# What the papers decide, by path: "none" and "not applicable" are answers too.
REPORTED = {
    "ben-zeev-2018-wrap-as-comparator": {"groups.leads.who": "peers", "professionals.presence": "none"},
    "cook-2012-bridges": {"audience.lowest_age": 18, "groups.leads.who": "peers", "structure": "structured"},
    "corrigan-2015-coming-out-proud": {"groups.leads.count_min": 2, "groups.leads.count_max": 2},
    "hearing-voices-network-groups": {
        "groups.leads.who": "peers_with_professionals",
        "professionals.presence": "beside_peers",
    },
    "kaplan-2011-bulletin-board": {
        "moderation.by": "nobody",
        "groups.leads.who": "nobody",
        "structure": "open",
    },
    "kaplan-2011-listserv": {"moderation.by": "nobody", "groups.leads.who": "nobody", "structure": "open"},
    "alternatives-to-suicide": {"crisis.ethos": "non_clinical", "structure": "open"},
    "carroll-2007-heart-peer-and-nurse": {"professionals.presence": "beside_peers"},
    "chinese-schools-peer-counselling": {"groups.leads.who": "members_in_turn"},
    "eichenberg-2006-suicide-boards": {
        "groups.joining": "open",
        "groups.leads.who": "nobody",
        "moderation.by": "nobody",
        "peerness.verified": "none",
    },
    "mental-health-mates": {"audience.professional_advice": "none", "audience.reach": "universal"},
    "mercier-2023-veterans-buddy": {"theory.helper_kind": "buddy"},
    "mercier-2023-veterans-peer-case-manager": {"theory.helper_kind": "peer_case_manager"},
    "mercier-2023-veterans-peer-counsellor": {"theory.helper_kind": "peer_counsellor"},
    "mercier-2023-veterans-peer-educator": {"theory.helper_kind": "peer_educator"},
    "mercier-2023-veterans-peer-facilitator": {"theory.helper_kind": "peer_facilitator"},
    "niederkrotenthaler-2016-suicide-boards": {"moderation.by": "nobody", "groups.joining": "open"},
    "pfeiffer-2019-prevail-pilot": {"crisis.ethos": "clinical", "crisis.who_is_told": "A clinician"},
    "pfeiffer-2020-prevail": {"matching.choice": "seeker_chooses", "structure": "semi_structured"},
    "shah-2001-triple-a": {"groups.leads.count_min": 3, "groups.leads.count_max": 4},
}

# What somebody might be tempted to fill in, and the papers leave out.
LEFT_OUT = {
    "ben-zeev-2018-wrap-as-comparator": ("training", "groups.size_max", "groups.leads.count_max"),
    "cook-2012-bridges": ("training", "supervision", "groups.leads.count_min"),
    "cook-2012-wrap": ("training", "manual", "groups.size_max", "groups.leads.count_min"),
    "corrigan-2015-coming-out-proud": ("schedule.length", "audience.eligibility"),
    "eisen-2012-vet-to-vet": ("schedule.length", "training", "groups.leads.share_experience"),
    "hearing-voices-network-groups": ("schedule.length", "groups.joining", "groups.size_max"),
    "kaplan-2011-bulletin-board": ("ground_rules", "openness", "moderation.hours"),
    "kaplan-2011-listserv": ("ground_rules", "openness", "moderation.hours"),
    "ruesch-2014-coming-out-proud": ("groups.leads.count_min", "groups.size_min"),
    "russinova-2014-photovoice": ("training", "groups.size_max"),
    "salzer-2010-breast-cancer-online": ("moderation", "groups", "schedule.length"),
    "thinking-healthy-peer-delivered": ("supervision", "groups", "caseload"),
    "alternatives-to-suicide": ("crisis.who_is_told", "groups.leads.count_min", "professionals"),
    "bird-2015-peer-outdoor-support": ("groups", "supervision", "professionals"),
    "carroll-2006-heart-peer-advisors": ("supervision", "caseload"),
    "carroll-2007-heart-peer-and-nurse": ("supervision", "caseload"),
    "chinese-schools-peer-counselling": ("groups.leads.turn", "groups.size_max", "audience.lowest_age"),
    "eichenberg-2006-suicide-boards": ("openness", "ground_rules", "schedule.length"),
    "heller-1995-heart-telephone": ("training", "supervision", "schedule.length"),
    "lorig-2001-cdsmp": ("groups.size_min", "groups.leads.count_min", "training"),
    "mental-health-mates": ("training", "groups.size_max", "moderation"),
    "mercier-2023-veterans-buddy": ("training", "supervision", "schedule.length"),
    "mercier-2023-veterans-peer-case-manager": ("training", "supervision", "data_shared"),
    "mercier-2023-veterans-peer-counsellor": ("training", "supervision", "structure"),
    "mercier-2023-veterans-peer-educator": ("training", "manual", "groups.size_max"),
    "mercier-2023-veterans-peer-facilitator": ("training", "manual", "groups.size_max"),
    "montgomery-county-peer-specialists": ("training", "supervision", "groups"),
    "niederkrotenthaler-2016-suicide-boards": ("openness", "ground_rules", "peerness.shared"),
    "pfeiffer-2019-prevail-pilot": ("supervision", "caseload", "schedule.length"),
    "pfeiffer-2020-prevail": ("training", "caseload", "manual"),
    "shah-2001-triple-a": ("groups.leads.share_experience", "supervision", "groups.size_max"),
    "way-back-peer-care-companion": ("training", "supervision", "schedule.length"),
}

# Models whose sources say what happens in a crisis.
WITH_CRISIS = {"alternatives-to-suicide", "pfeiffer-2019-prevail-pilot"}
