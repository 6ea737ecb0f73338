"""People, their roles, their tokens and links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotate import auditing, governing, permissions, releasing
from annotate.admin.asking import ask
from annotate.admin.scoped import MyCollections, Refusing, Scoped, Seen, in_turn, linked, person
from annotate.forms import ReleaseForm
from annotate.models import AccessLink, ApiToken, Collection, Membership, Role, User
from annotate.models.audit import Door
from annotate.templatetags.heshi import scope

admin.site.unregister(Group)

SHOWN_OF_A_USER = ("username", "first_name", "last_name", "email", "language", "is_active", "is_staff", "is_superuser")


class PasswordForm(AdminPasswordChangeForm):
    """Django glues its help together before anybody's language is known, and tells of other ways in than ours."""

    usable_password_help_text: Any = _("Without a password the account is entered by a link alone; its present password is lost.")


class NewPersonForm(AdminUserCreationForm):
    usable_password = AdminUserCreationForm.create_usable_password_field(_("Without a password the account is entered by a link alone."))

    class Meta(AdminUserCreationForm.Meta):
        model = User


class PersonForm(Seen, UserChangeForm):
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("as the browser asks")), *settings.LANGUAGES], required=False)

    class Meta(UserChangeForm.Meta):
        model = User


@admin.register(User)
class People(Scoped, UserAdmin):
    """Accounts. Superusers make and change them; a manager sees who belongs to the collections they manage. Nobody is deleted."""

    form, add_form, change_password_form = PersonForm, NewPersonForm, PasswordForm
    add_form_template = "admin/annotate/add_user.html"
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "first_name", "last_name", "email")
    readonly_fields = ("uuid", "last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "uuid")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def scope(self, rows: QuerySet[User], request: HttpRequest) -> QuerySet[User]:
        managed = permissions.collections(person(request), "manage")
        return rows.filter(Q(pk=request.user.pk) | Q(memberships__collection__in=managed)).distinct()

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is not None and not request.user.is_superuser:
            return ((None, {"fields": ("username", "uuid", "first_name", "last_name", "is_active", "is_staff")}),)
        return super().get_fieldsets(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.staff(request) and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.staff(request) and request.user.is_superuser

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        stored = User.objects.filter(pk=obj.pk).first()
        before = _told(stored) if stored else None
        super().save_model(request, obj, form, change)
        was, now = auditing.difference(before or {}, _told(obj))
        password = {"password": "set"} if "password" in form.changed_data or not change else {}
        if now or password:
            auditing.record(
                action="user.change" if change else "user.create", actor=person(request), door=Door.ADMIN, target=obj, collection=None,
                before=was if before else None, after={**now, **password},
            )  # fmt: skip

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        before = User.objects.filter(pk=id).values_list("password", flat=True).first()
        answer = super().user_change_password(request, id, form_url)
        user = User.objects.filter(pk=id).first()
        if user and user.password != before:
            auditing.record(action="password.set", actor=person(request), door=Door.ADMIN, target=user, collection=None)
        return answer


def _told(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in SHOWN_OF_A_USER}


def orphaned() -> QuerySet[Collection]:
    """Collections whose managers have all left; a superuser gives them one."""
    managers = Membership.objects.filter(collection=OuterRef("pk"), role=Role.MANAGER, user__is_active=True)
    return Collection.objects.filter(~Exists(managers))


class MembershipForm(forms.ModelForm):
    """The person is named by the account's name, so that no list of all people is shown to a manager."""

    username = forms.CharField(label=_("User name"), max_length=150)

    class Meta:
        model = Membership
        fields = ("collection", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = permissions.collections(self.person, "manage")  # type: ignore[attr-defined]
        self.fields["collection"].queryset = managed | orphaned() if self.person.is_superuser else managed  # type: ignore[attr-defined]

    def clean_username(self) -> User:
        known = permissions.visible(Membership, self.person).values("user")  # type: ignore[attr-defined]
        everybody = User.objects.all() if self.person.is_superuser else User.objects.filter(pk__in=known)  # type: ignore[attr-defined]
        user = everybody.filter(username=self.cleaned_data["username"]).first()
        if user is None:
            raise forms.ValidationError(_("None of your collections knows this person: send an invitation."))
        return user


class RoleForm(Seen):
    class Meta:
        model = Membership
        fields = ("role",)


@admin.register(Membership)
class Memberships(Refusing):
    """Roles. Given, changed and taken away as on the members' page."""

    right = "manage"
    list_display = ("user", linked("collection", _("collection"), "collection__name"), "role", "created_at")
    list_filter = (MyCollections, "role")
    search_fields = ("user__username", "collection__name")
    list_select_related = ("user", "collection")
    actions = ("take_away",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_manage_permission(request) or (self.staff(request) and person(request).is_superuser and orphaned().exists())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = RoleForm if change else MembershipForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "collection", "role", "created_at") if obj else ("collection", "username", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "collection", "created_at") if obj else ()

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        user = obj.user if change else form.cleaned_data["username"]
        stored = governing.set_role(collection=obj.collection, user=user, role=obj.role, actor=person(request), door=Door.ADMIN)
        if stored:
            obj.pk, obj.user, obj.created_at = stored.pk, stored.user, stored.created_at

    @admin.action(description=_("Take the role away"), permissions=["manage"])
    def take_away(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        def deed(row: Membership) -> None:
            governing.set_role(collection=row.collection, user=row.user, role=None, actor=person(request), door=Door.ADMIN)

        done = in_turn(request, rows.select_related("user", "collection"), deed)
        if done:
            messages.info(request, ngettext("%d role taken away.", "%d roles taken away.", done) % done)


@admin.register(ApiToken)
class Tokens(Scoped):
    """Tokens, without their secrets; one's own, for a superuser all. They are made on the account page."""

    list_display = ("name", "user", "hint", "rights", "created_at", "last_used_at", "revoked_at")
    list_filter = ("revoked_at", "last_used_at")
    search_fields = ("name", "user__username")
    list_select_related = ("user",)
    fields = ("name", "user", "hint", "rights", "created_at", "last_used_at", "revoked_at")
    readonly_fields = fields
    actions = ("revoke",)

    def scope(self, rows: QuerySet[ApiToken], request: HttpRequest) -> QuerySet[ApiToken]:
        return rows.filter(user=person(request))

    @admin.display(description=_("scopes"))
    def rights(self, token: ApiToken) -> str:
        return ", ".join(str(scope(name)) for name in token.scopes)

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiToken]) -> None:
        done = in_turn(request, rows, lambda token: governing.revoke_token(token=token, actor=person(request), door=Door.ADMIN))
        if done:
            messages.info(request, ngettext("%d token revoked.", "%d tokens revoked.", done) % done)


@admin.register(AccessLink)
class Links(Scoped):
    """Links that were handed out, without their secrets: those into the collections one manages."""

    list_display = ("kind", "user", "collection", "role", "created_by", "created_at", "expires_at", "used_at")
    list_filter = ("kind", "role", "used_at")
    search_fields = ("user__username", "collection__name", "created_by__username")
    list_select_related = ("user", "collection", "created_by")
    fields = list_display
    readonly_fields = list_display

    def scope(self, rows: QuerySet[AccessLink], request: HttpRequest) -> QuerySet[AccessLink]:
        return rows.filter(collection__in=permissions.collections(person(request), "manage"))


class CollectionForm(Seen):
    class Meta:
        model = Collection
        fields = governing.SETTINGS


@admin.register(Collection)
class Collections(Refusing):
    """Collections and their rules; who makes one is its manager."""

    right = "manage"
    form = CollectionForm
    list_display = ("name", "readings_required", "second_share", "blind", "unaided_share", "created_at")
    list_filter = ("blind", "readings_required")
    search_fields = ("name", "description")
    readonly_fields = ("uuid", "created_by", "created_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is made with it is not shown before it is made."""
        return ("uuid", *governing.SETTINGS, "created_by", "created_at") if obj else governing.SETTINGS

    actions = ("release",)

    @admin.action(description=_("Prepare a release …"), permissions=["manage"])
    def release(self, request: HttpRequest, rows: QuerySet[Collection]) -> HttpResponse | None:
        """What it would hold, then the notes; frozen as previewed or not at all."""
        chosen = list(rows[:2])
        if len(chosen) != 1 or not permissions.may(person(request), "manage", chosen[0]):
            messages.warning(request, _("Choose one collection that you manage."))
            return None
        shown = releasing.preview(chosen[0])

        def deed(collection: Collection, told: dict[str, Any]) -> None:
            releasing.start(collection=collection, actor=person(request), door=Door.ADMIN, notes=told["notes"], previewed=told["number"])

        return ask(
            self, request, action="release", title=_("Freeze the release"), rows=chosen, form=ReleaseForm, deed=deed, initial={"number": shown.number or ""},
            done=_("The release is frozen, or a worker makes it."), told=_previewed(shown),
        )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.staff(request)

    def save_model(self, request: HttpRequest, obj: Collection, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in governing.SETTINGS if name in form.changed_data}
        if not change:
            made = governing.create_collection(
                name=obj.name, description=changes.pop("description", ""), actor=person(request), door=Door.ADMIN
            )
            changes.pop("name", None)
            obj.pk, obj.uuid, obj._state.adding = made.pk, made.uuid, False
        if changes:
            governing.change_collection(
                collection=Collection.objects.get(pk=obj.pk), changes=changes, actor=person(request), door=Door.ADMIN
            )


def _previewed(shown: releasing.Preview) -> list[tuple[Any, Any]]:
    """What a release would hold, in lines."""
    left_out = [(releasing.LEFT_OUT.get(reason, reason), count) for reason, count in sorted(shown.left_out.items())]
    return [
        (_("release"), shown.number or "-"),
        (_("settled facts"), len(shown.settled) if shown.whole else f"{len(shown.settled)}+"),
        *left_out,
        (_("documents read to the end"), shown.documents if shown.whole else f"{shown.documents}+"),
        (_("documents not read to the end"), shown.unfinished),
    ]
