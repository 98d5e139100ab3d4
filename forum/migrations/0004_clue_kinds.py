"""The first kinds of clue."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = (
    ("wallpaper", "Wallpaper", "Pattern, colour, repeat; where is it sold?"),
    ("bedding", "Bedding", "Bedspread, sheets, cushions"),
    ("clothing", "Clothing", "Cut, print, size label, school or club wear"),
    ("uniform", "Uniform", "School, club, work"),
    ("furniture", "Furniture", "Maker, model, where it was sold"),
    ("object", "Object", "Toys, tools, household things"),
    ("product", "Product", "Packaging, label, brand"),
    ("socket", "Plug or socket", "Which type, which country"),
    ("text", "Text or name", "Writing, signs, screens"),
    ("landmark", "Landmark", "A building or place outside"),
    ("view", "View from a window", "What is seen through it"),
    ("vehicle", "Vehicle", "Make, model, plate format"),
    ("accent", "Accent or language", "What is spoken, from which region"),
    ("sound", "Other sound", "Announcements, bells, traffic"),
    ("plant", "Plant", "Where does it grow?"),
    ("currency", "Currency", "Notes, coins, price tags"),
    ("other", "Other", ""),
)


def add_kinds(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the kinds; existing ones stay as they are. On a guarded table this must act as the system."""
    kind = apps.get_model("forum", "ClueKind")
    for position, (slug, name, hint) in enumerate(KINDS):
        kind.objects.get_or_create(slug=slug, defaults={"name": name, "hint": hint, "position": position})


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_copied_keys")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
