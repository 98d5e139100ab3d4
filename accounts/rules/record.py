"""The record, events, published figures; Django's own tables and libraries'."""

from accounts.rules.words import ME, closed
from icse.core.rowsecurity import Rule

RULES: dict[str, Rule] = {
    # Record and news
    "core_auditentry": Rule(
        see=f"officer_id = {ME}",
        add=f"officer_id = {ME}",
        system="SELECT, INSERT",
        definer_reads=True,
        definer_adds=True,
    ),
    "core_event": Rule(
        see="audiences <@ (SELECT icse_audiences())",
        add="audiences <@ (SELECT icse_audiences())",
        definer_reads=True,
        definer_adds=True,
    ),
    "core_factkey": closed("read by icse_officer() only", system="SELECT, INSERT, UPDATE", definer_reads=True),
    # Figures
    "coordination_figure": Rule(
        see="true", reason="published figures on fixed dimensions, small numbers suppressed, made by a worker"
    ),
    # Django's own and libraries'
    "django_session": Rule(
        see="true",
        add="true",
        edit="true",
        remove="true",
        reason="looked up before anybody is known; keys are hashed, data are signed",
    ),
    "django_content_type": closed("guardian's, under the system only", definer_reads=True, owner=True),
    "auth_permission": closed("guardian's, under the system only", definer_reads=True, owner=True),
    "auth_group": closed("guardian's, under the system only"),
    "auth_group_permissions": closed("not used: grants are on audiences"),
    "guardian_groupobjectpermission": closed("not used: grants are on audiences"),
    "guardian_userobjectpermission": closed("not used: grants are on audiences"),
    "axes_accessattempt": closed("not used: attempts are counted in the cache"),
    "axes_accessattemptexpiration": closed("not used: attempts are counted in the cache"),
    "axes_accessfailurelog": closed("not used: attempts are counted in the cache"),
    "axes_accesslog": closed("not used: attempts are counted in the cache"),
    "django_migrations": Rule(
        see="true", reason="start-up checks that migrations are applied", system="SELECT", owner=True
    ),
}
