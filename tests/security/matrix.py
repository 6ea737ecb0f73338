"""Who may do what on every route. To add a route is to add a line; a route without a line fails the suite.

A line says the least right that each method takes:

anybody     also somebody who is not logged in
person      whoever is logged in, with whatever is theirs
view, annotate, adjudicate, manage
            members whose role carries this right; other members are refused, and to strangers the thing is not there
own         the annotator whose reading it is; other members are refused, and to strangers it is not there
mine        things one has oneself, such as tokens; to everybody else they are not there
nobody      nothing is there for anybody

A method that a line does not name is not answered at all.
"""

from __future__ import annotations

PAGES: dict[str, dict[str, str]] = {
    "healthz": {"GET": "anybody"},
    "readyz": {"GET": "anybody"},
    "metrics": {"GET": "anybody"},  # the cast sits at the machine itself; tests/operations has those who do not
    "home": {"GET": "person"},
    "login": {"GET": "anybody", "POST": "anybody"},
    "logout": {"POST": "anybody"},
    "enter": {"GET": "nobody", "POST": "nobody"},
    "join": {"GET": "nobody", "POST": "nobody"},
    "set_password": {"GET": "nobody", "POST": "nobody"},
    "set_language": {"POST": "anybody"},
    "set_theme": {"POST": "anybody"},
    "account": {"GET": "person"},
    "change_password": {"POST": "person"},
    "make_token": {"POST": "person"},
    "revoke_token": {"POST": "mine"},
    "guideline": {"GET": "person"},
    "create_collection": {"GET": "person", "POST": "person"},
    "collection": {"GET": "view"},
    "document_rows": {"GET": "view"},
    "collection_settings": {"GET": "manage", "POST": "manage"},
    "upload": {"GET": "annotate", "POST": "annotate"},
    "members": {"GET": "view"},
    "invite": {"POST": "manage"},
    "change_member": {"POST": "manage"},
    "reset_member": {"POST": "manage"},
    "releases": {"GET": "view"},
    "create_release": {"GET": "manage", "POST": "manage"},
    "release": {"GET": "view"},
    "withdraw_release": {"POST": "manage"},
    "release_csv": {"GET": "view"},
    "document": {"GET": "view"},
    "extract_again": {"POST": "annotate"},
    "fact": {"GET": "view"},
    "adjudication": {"GET": "person"},
    "adjudication_next": {"GET": "person"},
    "dispute": {"GET": "adjudicate"},
    "decide": {"POST": "adjudicate"},
    "withdraw_decision": {"POST": "adjudicate"},
    "send_back": {"POST": "adjudicate"},
    "lead": {"GET": "manage"},
    "lead_readings": {"GET": "manage"},
    "assign": {"POST": "manage"},
    "take_down": {"GET": "manage", "POST": "manage"},
    "reopen_reading": {"POST": "manage"},
    "give_back_reading": {"POST": "manage"},
    "agreement": {"GET": "adjudicate"},
    "collection_guideline": {"GET": "view"},
    "conflicts": {"GET": "view"},
    "explain_conflict": {"POST": "adjudicate"},
    "corrections": {"GET": "view"},
    "corrections_csv": {"GET": "view"},
    "audit": {"GET": "manage"},
    "reextraction": {"GET": "manage"},
    "ask_reextraction": {"POST": "manage"},
    "reextraction_progress": {"GET": "manage"},
    "stop_job": {"POST": "mine"},
    "admit_damaged": {"GET": "manage", "POST": "manage"},
    "release_changes": {"GET": "view"},
    "release_file": {"GET": "view"},
    "desk": {"GET": "person"},
    "desk_next": {"POST": "person"},
    "desk_document": {"GET": "annotate"},
    "desk_reading": {"GET": "own"},
    "desk_state": {"GET": "own"},
    "desk_clean": {"GET": "own"},
    "desk_understood": {"GET": "own"},
    "desk_proposal": {"GET": "own"},
    "desk_acceptable": {"GET": "own"},
    "desk_cause": {"GET": "own"},
    "desk_judge": {"POST": "own"},
    "desk_retract": {"POST": "own"},
    "desk_add": {"POST": "own"},
    "desk_accept": {"POST": "own"},
    "desk_retract_group": {"POST": "own"},
    "desk_dismiss": {"POST": "own"},
    "desk_undismiss": {"POST": "own"},
    "desk_correct_cause": {"POST": "own"},
    "desk_withdraw_cause": {"POST": "own"},
    "desk_note": {"POST": "own"},
    "desk_finish": {"POST": "own"},
    "desk_reopen": {"POST": "nobody"},
    "desk_give_back": {"POST": "own"},
}

API: dict[str, dict[str, str]] = {
    "api:schema": {"GET": "person"},
    "api:docs": {"GET": "person"},
    "api:me": {"GET": "person"},
    "api:tokens": {"GET": "person", "POST": "person"},
    "api:token": {"DELETE": "mine"},
    "api:collections": {"GET": "person", "POST": "person"},
    "api:collection": {"GET": "view", "PATCH": "manage"},
    "api:members": {"GET": "view"},
    "api:member": {"PUT": "manage", "DELETE": "manage"},
    "api:invitations": {"POST": "manage"},
    "api:reextraction": {"POST": "manage"},
    "api:agreement": {"GET": "adjudicate"},
    "api:disputes": {"GET": "adjudicate"},
    "api:conflicts": {"GET": "view"},
    "api:conflict": {"PUT": "adjudicate"},
    "api:corrections": {"GET": "view"},
    "api:accuracy": {"GET": "view"},
    "api:jobs": {"GET": "person"},
    "api:job": {"GET": "mine"},
    "api:stop_job": {"POST": "mine"},
    "api:continue_job": {"POST": "mine"},
    "api:imports": {"POST": "person"},
    "api:documents": {"GET": "person", "POST": "person"},
    "api:document": {"GET": "view"},
    "api:extract": {"POST": "annotate"},
    "api:take_down": {"GET": "manage", "POST": "manage"},
    "api:facts": {"GET": "person"},
    "api:fact": {"GET": "view"},
    "api:notes": {"GET": "view", "POST": "annotate"},
    "api:adjudication": {"PUT": "adjudicate", "DELETE": "adjudicate"},
    "api:send_back": {"POST": "adjudicate"},
    "api:readings": {"GET": "person", "POST": "person"},
    "api:reading": {"GET": "view"},
    "api:desk": {"GET": "own"},
    "api:finish": {"POST": "own"},
    "api:give_back": {"POST": "own or manage"},
    "api:reopen": {"POST": "adjudicate"},
    "api:added_facts": {"POST": "own"},
    "api:review": {"GET": "view", "PUT": "own", "DELETE": "own"},
    "api:dismissals": {"POST": "own"},
    "api:dismissal": {"DELETE": "own"},
    "api:accept": {"POST": "own"},
    "api:retract_group": {"POST": "own"},
    "api:proposal": {"POST": "own"},
    "api:causes": {"POST": "own"},
    "api:cause": {"DELETE": "own"},
    "api:reviews": {"GET": "person"},
    "api:releases": {"GET": "person", "POST": "person"},
    "api:release": {"GET": "view"},
    "api:gold_facts": {"GET": "view"},
    "api:csv": {"GET": "view"},
    "api:file": {"GET": "view"},
    "api:withdraw": {"POST": "manage"},
    "api:guideline": {"GET": "person"},
    "api:reasons": {"GET": "person"},
    "api:audit": {"GET": "person"},
    "api:not_here": dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), "nobody"),
}

# The admin answers the staff alone. A record's line: who sees one of Maria's collection (``seen``), and what adding or changing takes.
MEMBERS = ("victor", "alice", "carol", "maria")
ADMIN_RECORDS: dict[str, dict[str, object]] = {
    "adjudication": {"seen": MEMBERS},
    "accesslink": {"seen": ("maria",)},
    "apitoken": {"seen": ("maria",)},
    "auditevent": {"seen": ("maria",)},
    "candidate": {"seen": MEMBERS},
    "collection": {"seen": MEMBERS, "change": ("maria",), "add": (*MEMBERS, "sam")},
    "conflictmark": {"seen": MEMBERS},
    "dismissal": {"seen": MEMBERS},
    "document": {"seen": MEMBERS},
    "extractionrun": {"seen": MEMBERS},
    "fact": {"seen": MEMBERS, "change": ("alice", "carol", "maria")},
    "goldfact": {"seen": MEMBERS},
    "job": {"seen": ("maria",)},
    "membership": {"seen": MEMBERS, "change": ("maria",), "add": ("maria", "sam")},
    "note": {"seen": MEMBERS},
    "override": {"seen": MEMBERS},
    "reading": {"seen": MEMBERS},
    "reason": {"seen": (*MEMBERS, "sam")},
    "release": {"seen": MEMBERS},
    "review": {"seen": MEMBERS},
    "source": {"seen": MEMBERS},
    "takedown": {"seen": MEMBERS},
    "user": {"seen": ("alice", "maria")},
}
ADMIN_DEEDS = ("changelist", "add", "change", "delete", "history", "<path:object_id>/")
ADMIN_PLACES: dict[str, str] = {
    "admin:index": "staff",
    "admin:login": "anybody",
    "admin:logout": "staff",
    "admin:password_change": "staff",
    "admin:password_change_done": "staff",
    "admin:autocomplete": "nobody",
    "admin:jsi18n": "staff",
    "admin:view_on_site": "nobody",
    "admin:app_list": "staff",
    "admin:admin/<url>": "nobody",
    "admin:auth_user_password_change": "nobody",
}
# Tables of who failed to log in: superusers look at them, nobody of the cast does.
SUPERUSERS_ONLY = ("axes_accessattempt", "axes_accesslog", "axes_accessfailurelog")

# What a deed must be told before it can say anything else than that something is missing.
FORMS = {"assign": b"reader=alice"}

# Routes that do the same for every method, and why that is no harm.
ANY_METHOD = {
    "login": "Django takes PUT for POST, and whoever is logged in is sent home",
    "desk_document": "opens one's own reading, as its GET does; the CSRF token is asked for",
}

# A GET that writes, and why it may.
GET_WRITES = {
    "desk": "takes a place in the queue for whoever asks, as the page says; asked again it gives the same",
    "desk_document": "opens one's own reading; asked again it gives the same",
}
