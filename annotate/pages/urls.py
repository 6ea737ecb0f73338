"""Addresses of the pages. The desk keeps its own in ``desk_urls.py`` (names ``desk``, ``desk_document``)."""

from django.urls import include, path

from annotate.pages import account, collections, documents, entering, facts, guideline, home, members, releases, uploads

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", entering.Login.as_view(), name="login"),
    path("logout/", entering.Logout.as_view(), name="logout"),
    path("enter/<str:secret>/", entering.enter, name="enter"),
    path("join/<str:secret>/", entering.join, name="join"),
    path("password/<str:secret>/", entering.set_password, name="set_password"),
    path("language/", account.set_language, name="set_language"),
    path("theme/", account.set_theme, name="set_theme"),
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/tokens/", account.make_token, name="make_token"),
    path("account/tokens/<int:pk>/revoke/", account.revoke_token, name="revoke_token"),
    path("guideline/", guideline.guideline, name="guideline"),
    path("collections/new/", collections.create, name="create_collection"),
    path("collections/<uuid:uuid>/", collections.collection, name="collection"),
    path("collections/<uuid:uuid>/rows/", collections.rows, name="document_rows"),
    path("collections/<uuid:uuid>/settings/", collections.change, name="collection_settings"),
    path("collections/<uuid:uuid>/upload/", uploads.upload, name="upload"),
    path("collections/<uuid:uuid>/members/", members.members, name="members"),
    path("collections/<uuid:uuid>/members/invite/", members.invite, name="invite"),
    path("collections/<uuid:uuid>/members/<uuid:member>/", members.change, name="change_member"),
    path("collections/<uuid:uuid>/members/<uuid:member>/reset/", members.reset, name="reset_member"),
    path("collections/<uuid:uuid>/releases/", releases.releases, name="releases"),
    path("collections/<uuid:uuid>/releases/progress/", releases.progress, name="release_progress"),
    path("collections/<uuid:uuid>/releases/new/", releases.create, name="create_release"),
    path("releases/<uuid:uuid>/", releases.release, name="release"),
    path("releases/<uuid:uuid>/withdraw/", releases.withdraw, name="withdraw_release"),
    path("releases/<uuid:uuid>/csv/", releases.download, name="release_csv"),
    path("documents/<uuid:uuid>/", documents.document, name="document"),
    path("documents/<uuid:uuid>/extract/", documents.ask_again, name="extract_again"),
    path("facts/<uuid:uuid>/", facts.fact, name="fact"),
    path("review/", include("annotate.pages.desk_urls")),
    path("", include("annotate.pages.lead.urls")),
]
