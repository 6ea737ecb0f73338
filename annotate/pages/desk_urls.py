"""Addresses of the review desk."""

from django.urls import path

from annotate.pages import desk

urlpatterns = [
    path("", desk.start, name="desk"),
    path("next/", desk.take_next, name="desk_next"),
    path("document/<uuid:document>/", desk.open_document, name="desk_document"),
    path("<uuid:reading>/", desk.show_reading, name="desk_reading"),
    path("<uuid:reading>/state/", desk.show_state, name="desk_state"),
    path("<uuid:reading>/clean/", desk.show_clean, name="desk_clean"),
    path("<uuid:reading>/understood/", desk.show_understood, name="desk_understood"),
    path("<uuid:reading>/proposal/", desk.show_proposal, name="desk_proposal"),
    path("<uuid:reading>/acceptable/", desk.show_acceptable, name="desk_acceptable"),
    path("<uuid:reading>/cause/", desk.show_cause, name="desk_cause"),
    path("<uuid:reading>/judge/", desk.judge, name="desk_judge"),
    path("<uuid:reading>/retract/", desk.retract, name="desk_retract"),
    path("<uuid:reading>/add/", desk.add, name="desk_add"),
    path("<uuid:reading>/accept/", desk.accept_above, name="desk_accept"),
    path("<uuid:reading>/retract-group/", desk.retract_group, name="desk_retract_group"),
    path("<uuid:reading>/dismiss/", desk.dismiss, name="desk_dismiss"),
    path("<uuid:reading>/undismiss/", desk.undismiss, name="desk_undismiss"),
    path("<uuid:reading>/correct-cause/", desk.correct_cause, name="desk_correct_cause"),
    path("<uuid:reading>/withdraw-cause/", desk.withdraw_cause, name="desk_withdraw_cause"),
    path("<uuid:reading>/note/", desk.write_note, name="desk_note"),
    path("<uuid:reading>/finish/", desk.finish, name="desk_finish"),
    path("<uuid:reading>/reopen/", desk.reopen, name="desk_reopen"),
    path("<uuid:reading>/give-back/", desk.give_back, name="desk_give_back"),
]
