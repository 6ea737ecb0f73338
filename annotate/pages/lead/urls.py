"""Addresses of the lead's pages."""

from django.urls import path

from annotate.pages.lead import adjudicating, agreeing, audit, conflicts, corrections, guideline, overview, reextraction, releases, takedown

urlpatterns = [
    path("adjudication/", adjudicating.queue, name="adjudication"),
    path("adjudication/next/", adjudicating.following, name="adjudication_next"),
    path("adjudication/<uuid:uuid>/", adjudicating.dispute, name="dispute"),
    path("adjudication/<uuid:uuid>/decide/", adjudicating.decide, name="decide"),
    path("adjudication/<uuid:uuid>/withdraw/", adjudicating.withdraw, name="withdraw_decision"),
    path("adjudication/<uuid:uuid>/send-back/", adjudicating.send_back, name="send_back"),
    path("collections/<uuid:uuid>/lead/", overview.overview, name="lead"),
    path("collections/<uuid:uuid>/lead/readings/", overview.readings, name="lead_readings"),
    path("documents/<uuid:uuid>/assign/", overview.assign, name="assign"),
    path("documents/<uuid:uuid>/take-down/", takedown.take_down, name="take_down"),
    path("readings/<uuid:uuid>/reopen/", overview.reopen, name="reopen_reading"),
    path("readings/<uuid:uuid>/give-back/", overview.give_back, name="give_back_reading"),
    path("collections/<uuid:uuid>/agreement/", agreeing.agreement, name="agreement"),
    path("collections/<uuid:uuid>/guideline/", guideline.guideline, name="collection_guideline"),
    path("collections/<uuid:uuid>/conflicts/", conflicts.conflicts, name="conflicts"),
    path("collections/<uuid:uuid>/conflicts/<str:observation>/explain/", conflicts.explain, name="explain_conflict"),
    path("collections/<uuid:uuid>/corrections/", corrections.corrections, name="corrections"),
    path("collections/<uuid:uuid>/corrections/csv/", corrections.download, name="corrections_csv"),
    path("collections/<uuid:uuid>/audit/", audit.audit, name="audit"),
    path("collections/<uuid:uuid>/extract-again/", reextraction.reextraction, name="reextraction"),
    path("collections/<uuid:uuid>/extract-again/ask/", reextraction.ask, name="ask_reextraction"),
    path("collections/<uuid:uuid>/extract-again/progress/", reextraction.progress, name="reextraction_progress"),
    path("jobs/<uuid:uuid>/stop/", reextraction.stop, name="stop_job"),
    path("collections/<uuid:uuid>/releases/damaged/", releases.admit, name="admit_damaged"),
    path("releases/<uuid:uuid>/changes/", releases.changes, name="release_changes"),
    path("releases/<uuid:uuid>/files/<str:form>/", releases.download, name="release_file"),
]
