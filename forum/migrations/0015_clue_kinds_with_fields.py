"""Each kind of clue gets its fields and better words of help; tools of payment are new."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_PLACE = ("seen_where", "country_guess")
#: Of each kind: the words of help, and the fields.
KINDS = {
    "wallpaper": (
        "Say what repeats and in which colours. Crop two repeats of the pattern.",
        (*_PLACE, "pattern", "colours", "size", "sold_at"),
    ),
    "bedding": (
        "Bedspread, sheets, cushions. Crop a print, a seam or a label.",
        (*_PLACE, "pattern", "colours", "brand", "inscription", "material", "size", "sold_at"),
    ),
    "clothing": (
        "Cut, print, size label. Crop the clothing without its wearer.",
        (*_PLACE, "brand", "inscription", "pattern", "colours", "size", "material"),
    ),
    "uniform": (
        "School, club or work. Crop the badge or the colours, without the wearer.",
        (*_PLACE, "school", "inscription", "language", "colours"),
    ),
    "furniture": (
        "Maker, model, where it was sold. Joints, handles and labels tell most.",
        (*_PLACE, "brand", "model", "material", "colours", "size", "year", "sold_at"),
    ),
    "object": (
        "Toys, tools, household things. Something beside it shows how large it is.",
        (*_PLACE, "brand", "model", "inscription", "material", "size"),
    ),
    "product": (
        "Packaging, label, brand. A bar code or a price helps.",
        (*_PLACE, "brand", "inscription", "language", "size", "year", "sold_at"),
    ),
    "socket": (
        "Shape, number of holes, switch beside it, height above the floor.",
        (*_PLACE, "plug", "brand", "colours"),
    ),
    "text": (
        "Writing, signs, screens. Copy it letter by letter. Never the name of a child.",
        (*_PLACE, "inscription", "script", "language"),
    ),
    "landmark": (
        "A building or place outside.",
        ("country_guess", "surroundings", "inscription", "language", "season"),
    ),
    "view": (
        "What is seen through the window: roofs, hills, roads, light.",
        ("country_guess", "surroundings", "floor", "season", "inscription", "language"),
    ),
    "vehicle": (
        "Make, model, colours. Of a plate the look, not the whole number.",
        (*_PLACE, "vehicle", "brand", "model", "plate", "colours", "year"),
    ),
    "accent": ("What is spoken, and from which region it sounds.", ("country_guess", "language", "dialect", "words")),
    "sound": ("Announcements, bells, traffic. Say when it is heard.", ("country_guess", "sound", "language", "words")),
    "plant": ("Leaves, flowers, bark; where it grows.", (*_PLACE, "growth", "season", "size")),
    "currency": ("Notes, coins, price tags.", (*_PLACE, "currency", "denomination", "inscription", "language", "year")),
    "payment": (
        "Cards, vouchers, transfer slips, wallets. Never the whole number of a card.",
        (*_PLACE, "issuer", "first_digits", "currency", "inscription", "language"),
    ),
    "other": ("Whatever else may be known somewhere.", (*_PLACE, "inscription", "language", "size", "material")),
}
#: The words of help of before; what an operator wrote instead stays.
_BEFORE = {
    "wallpaper": "Pattern, colour, repeat; where is it sold?",
    "bedding": "Bedspread, sheets, cushions",
    "clothing": "Cut, print, size label, school or club wear",
    "uniform": "School, club, work",
    "furniture": "Maker, model, where it was sold",
    "object": "Toys, tools, household things",
    "product": "Packaging, label, brand",
    "socket": "Which type, which country",
    "text": "Writing, signs, screens",
    "landmark": "A building or place outside",
    "view": "What is seen through it",
    "vehicle": "Make, model, plate format",
    "accent": "What is spoken, from which region",
    "sound": "Announcements, bells, traffic",
    "plant": "Where does it grow?",
    "currency": "Notes, coins, price tags",
    "other": "",
}


def fill_kinds(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Fill them in; what an operator has written stays."""
    kind = apps.get_model("forum", "ClueKind")
    kind.objects.get_or_create(slug="payment", defaults={"name": "Tool of payment", "position": 16})
    kind.objects.filter(slug="other").update(position=99)
    for slug, (words, fields) in KINDS.items():
        kind.objects.filter(slug=slug).update(fields=list(fields))
        kind.objects.filter(slug=slug, hint=_BEFORE.get(slug, "")).update(hint=words)


class Migration(migrations.Migration):
    dependencies = [("forum", "0014_asking")]
    operations = [
        # The table may be guarded already: then only the system may change it.
        migrations.RunSQL(
            "GRANT SELECT, INSERT, UPDATE ON forum_cluekind TO icse_system; SET LOCAL ROLE icse_system",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(fill_kinds, migrations.RunPython.noop),
        migrations.RunSQL("RESET ROLE", migrations.RunSQL.noop),
    ]
