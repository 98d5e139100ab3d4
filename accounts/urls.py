"""Addresses of this app."""

from django.urls import URLPattern, path

from accounts import views

urlpatterns: list[URLPattern] = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/languages/", views.languages, name="account-languages"),
    path("account/password/", views.password, name="account-password"),
    path("account/tokens/", views.tokens, name="token-list"),
    path("account/tokens/<uuid:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("audiences/", views.audience_list, name="audience-list"),
    path("audiences/new/", views.new_audience, name="audience-new"),
    path("audiences/default/", views.country_default, name="country-default"),
    path("country/disclosure/", views.country_disclosure, name="country-disclosure"),
    path("audiences/<uuid:key>/", views.audience, name="audience"),
]
