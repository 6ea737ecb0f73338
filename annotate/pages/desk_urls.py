"""Addresses of the review desk."""

from django.urls import path

from annotate.pages import desk, desk_deeds, desk_opening

urlpatterns = [
    path("", desk_opening.start, name="desk"),
    path("nothing/", desk_opening.show_empty, name="desk_empty"),
    path("practice/", desk_opening.practise, name="practice"),
    path("next/", desk_deeds.take_next, name="desk_next"),
    path("document/<uuid:document>/", desk_opening.open_document, name="desk_document"),
    path("<uuid:reading>/", desk.show_reading, name="desk_reading"),
    path("<uuid:reading>/state/", desk.show_state, name="desk_state"),
    path("<uuid:reading>/clean/", desk.show_clean, name="desk_clean"),
    path("<uuid:reading>/understood/", desk.show_understood, name="desk_understood"),
    path("<uuid:reading>/proposal/", desk.show_proposal, name="desk_proposal"),
    path("<uuid:reading>/acceptable/", desk.show_acceptable, name="desk_acceptable"),
    path("<uuid:reading>/cause/", desk.show_cause, name="desk_cause"),
    path("<uuid:reading>/judge/", desk_deeds.judge, name="desk_judge"),
    path("<uuid:reading>/retract/", desk_deeds.retract, name="desk_retract"),
    path("<uuid:reading>/add/", desk_deeds.add, name="desk_add"),
    path("<uuid:reading>/accept/", desk_deeds.accept_above, name="desk_accept"),
    path("<uuid:reading>/retract-group/", desk_deeds.retract_group, name="desk_retract_group"),
    path("<uuid:reading>/dismiss/", desk_deeds.dismiss, name="desk_dismiss"),
    path("<uuid:reading>/undismiss/", desk_deeds.undismiss, name="desk_undismiss"),
    path("<uuid:reading>/correct-cause/", desk_deeds.correct_cause, name="desk_correct_cause"),
    path("<uuid:reading>/withdraw-cause/", desk_deeds.withdraw_cause, name="desk_withdraw_cause"),
    path("<uuid:reading>/note/", desk_deeds.write_note, name="desk_note"),
    path("<uuid:reading>/withdraw-note/", desk_deeds.withdraw_note, name="desk_withdraw_note"),
    path("<uuid:reading>/finish/", desk_deeds.finish, name="desk_finish"),
    path("<uuid:reading>/reopen/", desk_deeds.reopen, name="desk_reopen"),
    path("<uuid:reading>/give-back/", desk_deeds.give_back, name="desk_give_back"),
    path("<uuid:reading>/take-up/", desk_deeds.take_up, name="desk_take_up"),
]
