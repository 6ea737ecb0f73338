"""Coming in and going out: by password, by a link that works once, by invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotate import inviting
from annotate.errors import BadInput
from annotate.forms import JoinForm, LoginForm, NewPasswordForm
from annotate.models import AccessLink, User
from annotate.pages.account import keep_language

BACKEND = "django.contrib.auth.backends.ModelBackend"
page = require_http_methods(["GET", "HEAD", "POST"])


@method_decorator(never_cache, name="dispatch")
class Login(auth.LoginView):
    template_name = "pages/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        return keep_language(super().form_valid(form), form.get_user())


class Logout(auth.LogoutView):
    http_method_names = ["post", "options"]


def _enter(request: HttpRequest, user: User, where: str = "home", *arguments: Any) -> HttpResponse:
    login(request, user, backend=BACKEND)
    return keep_language(redirect(where, *arguments), user)


@never_cache
@page
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time login link. Looking at it spends nothing (mail programs and chats look); pressing the button does."""
    if request.method == "POST":
        return _enter(request, inviting.use_login(secret=secret))
    link = inviting.find_link(secret=secret, kind=AccessLink.Kind.LOGIN)
    return render(request, "pages/enter.html", {"link": link})


@never_cache
@page
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """An invitation: for the person logged in, or with a new account."""
    link = inviting.find_link(secret=secret, kind=AccessLink.Kind.INVITE)
    assert link.collection is not None
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.user.is_authenticated:
        inviting.join(secret=secret, actor=request.user)
        messages.success(request, _("You are a member of %(collection)s now.") % {"collection": link.collection})
        return redirect("collection", link.collection.uuid)
    if request.method == "POST" and form.is_valid():
        try:
            user = inviting.join(secret=secret, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
            return _enter(request, user, "collection", link.collection.uuid)
        except BadInput as error:
            form.refuse(error)
    return render(request, "pages/join.html", {"link": link, "form": form})


@never_cache
@page
def set_password(request: HttpRequest, secret: str) -> HttpResponse:
    """A new password by a link that a manager made. Every session of the account ends; this one begins."""
    link = inviting.find_link(secret=secret, kind=AccessLink.Kind.RESET)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = inviting.set_password(secret=secret, password=form.cleaned_data["password"])
        except BadInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your new password is set."))
            return _enter(request, user)
    return render(request, "pages/set_password.html", {"link": link, "form": form})
