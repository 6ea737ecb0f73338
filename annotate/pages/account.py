"""One's own account: password, language, colours, tokens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from annotate import governing, sessions
from annotate.errors import HeshiError, NotFound
from annotate.forms import FirstPasswordForm, OwnPasswordForm, TokenForm
from annotate.models import ApiToken, User
from annotate.models.audit import Door
from annotate.pages.context import THEMES
from annotate.pages.request import AuthenticatedHttpRequest

YEAR = 365 * 24 * 3600


def keep_language(response: HttpResponse, user: User) -> HttpResponse:
    """The language the person once chose, on whatever browser they log in."""
    if user.language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own switch, which the account remembers."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    response: HttpResponse = django_set_language(request)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme, there = request.POST.get("theme", ""), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    response = redirect(there if safe else "home")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


@login_required
@never_cache
@require_GET
def account(request: AuthenticatedHttpRequest) -> HttpResponse:
    return _page(request, _password_form(request.user), TokenForm())


def _password_form(user: User, data: QueryDict | None = None) -> SetPasswordForm:
    """Who came in by a link and never had a password is not asked for the old one."""
    return OwnPasswordForm(user, data) if user.has_usable_password() else FirstPasswordForm(user, data)


def _page(
    request: AuthenticatedHttpRequest, password: SetPasswordForm, token: TokenForm, secret: str = "", status: int = 200
) -> HttpResponse:
    tokens = ApiToken.objects.filter(user=request.user, revoked_at=None).order_by("-id")
    context = {"password_form": password, "token_form": token, "tokens": tokens, "secret": secret, "sessions": sessions.of(request.user)}
    return render(request, "pages/account.html", context, status=status)


@login_required
@never_cache
@require_POST
def change_password(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = _password_form(request.user, request.POST)
    if not form.is_valid():
        return _page(request, form, TokenForm(), status=400)
    form.save()
    update_session_auth_hash(request, form.user)
    messages.success(request, _("Your password is changed; every other session of yours has ended."))
    return redirect("account")


@login_required
@never_cache
@require_POST
def make_token(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The secret is in this answer and nowhere else."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            _token, secret = governing.make_token(user=request.user, **form.cleaned_data, actor=request.user, door=Door.PAGE)
            return _page(request, _password_form(request.user), TokenForm(), secret)
        except HeshiError as error:
            form.refuse(error)
    return _page(request, _password_form(request.user), form, status=400)


@login_required
@require_POST
def revoke_token(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    token = ApiToken.objects.filter(user=request.user, pk=pk).first()
    if token is None:
        raise NotFound(_("Nothing of that name is here."))
    governing.revoke_token(token=token, actor=request.user, door=Door.PAGE)
    messages.success(request, _("The token %(name)s does not work any more.") % {"name": token.name})
    return redirect("account")


@login_required
@require_POST
def end_session(request: AuthenticatedHttpRequest, name: str) -> HttpResponse:
    sessions.end(sessions=[sessions.named(request.user, name)], actor=request.user, door=Door.PAGE)
    messages.success(request, _("That browser is logged out."))
    return redirect("account")


@login_required
@require_POST
def end_other_sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    others = sessions.of(request.user).exclude(session_key=request.session.session_key)
    count = sessions.end(sessions=others, actor=request.user, door=Door.PAGE)
    messages.success(
        request, ngettext("%(count)s other browser is logged out.", "%(count)s other browsers are logged out.", count) % {"count": count}
    )
    return redirect("account")
