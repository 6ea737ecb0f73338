"""Addresses of the API."""

from django.urls import path

from annotate.api import corpus, docs, facts, papers, people, readings, releases

app_name = "api"
urlpatterns = [
    path("schema", docs.Schema.as_view(), name="schema"),
    path("docs", docs.Swagger.as_view(), name="docs"),
    path("me", people.Me.as_view(), name="me"),
    path("me/tokens", people.Tokens.as_view(), name="tokens"),
    path("me/tokens/<int:pk>", people.Token.as_view(), name="token"),
    path("collections", corpus.Collections.as_view(), name="collections"),
    path("collections/<uuid:uuid>", corpus.CollectionDetail.as_view(), name="collection"),
    path("collections/<uuid:uuid>/members", people.Members.as_view(), name="members"),
    path("collections/<uuid:uuid>/members/<uuid:user>", people.Member.as_view(), name="member"),
    path("collections/<uuid:uuid>/invitations", people.Invitations.as_view(), name="invitations"),
    path("documents", corpus.Documents.as_view(), name="documents"),
    path("documents/<uuid:uuid>", corpus.DocumentDetail.as_view(), name="document"),
    path("documents/<uuid:uuid>/extract", corpus.Extraction.as_view(), name="extract"),
    path("facts", facts.Facts.as_view(), name="facts"),
    path("facts/<uuid:uuid>", facts.FactDetail.as_view(), name="fact"),
    path("facts/<uuid:uuid>/notes", facts.Notes.as_view(), name="notes"),
    path("facts/<uuid:uuid>/adjudication", facts.AdjudicationDetail.as_view(), name="adjudication"),
    path("readings", readings.Readings.as_view(), name="readings"),
    path("readings/<uuid:uuid>", readings.ReadingDetail.as_view(), name="reading"),
    path("readings/<uuid:uuid>/desk", readings.Desk.as_view(), name="desk"),
    path("readings/<uuid:uuid>/finish", readings.Finish.as_view(), name="finish"),
    path("readings/<uuid:uuid>/give-back", readings.GiveBack.as_view(), name="give_back"),
    path("readings/<uuid:uuid>/reopen", readings.Reopen.as_view(), name="reopen"),
    path("readings/<uuid:uuid>/facts", readings.AddedFacts.as_view(), name="added_facts"),
    path("readings/<uuid:uuid>/reviews/<uuid:fact>", readings.ReviewDetail.as_view(), name="review"),
    path("readings/<uuid:uuid>/dismissals", readings.Dismissals.as_view(), name="dismissals"),
    path("readings/<uuid:uuid>/dismissals/<int:start>-<int:end>", readings.DismissalDetail.as_view(), name="dismissal"),
    path("reviews", readings.Reviews.as_view(), name="reviews"),
    path("releases", releases.Releases.as_view(), name="releases"),
    path("releases/<uuid:uuid>", releases.ReleaseDetail.as_view(), name="release"),
    path("releases/<uuid:uuid>/facts", releases.GoldFacts.as_view(), name="gold_facts"),
    path("releases/<uuid:uuid>/csv", releases.Csv.as_view(), name="csv"),
    path("releases/<uuid:uuid>/withdraw", releases.Withdraw.as_view(), name="withdraw"),
    path("guideline", papers.Guideline.as_view(), name="guideline"),
    path("reasons", papers.Reasons.as_view(), name="reasons"),
    path("audit", papers.Audit.as_view(), name="audit"),
    path("<path:path>", papers.NotHere.as_view(), name="not_here"),
]
