"""Invented series for the demo world: a title from the things in the pictures, what is known, and how the room looks.

Nothing here speaks of a person; the pictures that go with it are drawn by the program.
"""

from dataclasses import dataclass
from typing import Final

from icse.demo.fittings import Outlook, Socket
from icse.demo.patterns import Pattern, wallpaper
from icse.demo.plans import Floor, Wishes
from icse.demo.sprites import Toy

Cloth = tuple[str, str]  # the pattern's name and its colour


@dataclass(frozen=True, slots=True)
class Look:
    """How the series' room looks, so that pictures and words agree. Two series may share a wallpaper."""

    paper: Cloth
    bedspread: Cloth | None = None
    curtain: Cloth | None = None
    rug: Cloth | None = None
    floor: Floor | None = None
    socket: Socket | None = None
    outlook: Outlook | None = None
    toy: Toy | None = None

    def wallpaper(self) -> Pattern:
        """The pattern on the walls."""
        return wallpaper(*self.paper)

    def wishes(self) -> Wishes:
        """What else the room must have."""
        cloths = [cloth and wallpaper(*cloth) for cloth in (self.bedspread, self.curtain, self.rug)]
        return Wishes(cloths[0], cloths[1], cloths[2], self.floor, self.socket, self.outlook, self.toy)


@dataclass(frozen=True, slots=True)
class SeriesText:
    """A series: its title, the paragraph "what is known", and the look of its room."""

    title: str
    known: str
    look: Look


SERIES: Final[tuple[SeriesText, ...]] = (
    SeriesText(
        "Blue damask room",
        "One bedroom in at least three sets of files, by day and by lamp light. Blue damask paper on all walls, pasted "
        "over an older layer that shows at one corner. Sockets of type F. The window faces a row of low houses. "
        "One folder is called harbour_keys_31.",
        Look(("damask", "blue"), socket="F", outlook="houses", floor="boards"),
    ),
    SeriesText(
        "Star curtain",
        "Curtains with pale stars on navy, hung on a plain rod, too short for the window. Hills outside; the light "
        "suggests a window to the east. Carpet floor. The room was rearranged between the first and the second set.",
        Look(("clouds", "sky"), curtain=("stars", "navy"), outlook="hills", floor="carpet"),
    ),
    SeriesText(
        "Green boats",
        "Wallpaper with small sailing boats, cut badly round the door frame. Sockets of type G with a red switch mark. "
        "A refrigerator hums in two videos, and a reversing signal of a lorry is heard at 06:40 by the clock.",
        Look(("boats", "green"), socket="G", floor="carpet"),
    ),
    SeriesText(
        "Tartan bedspread",
        "A red tartan bedspread with a darn near one corner. The same cloth was seen in a hotel list, not confirmed. "
        "Tiles on the floor, 30 cm, laid straight.",
        Look(("pinstripes", "sand"), bedspread=("tartan", "red"), floor="tiles"),
    ),
    SeriesText(
        "Ochre medallion room",
        "Ochre wallpaper with round medallions, not found in three manufacturers' books so far. Low ceiling, single "
        "window, sea beyond. Sockets of type C.",
        Look(("medallions", "ochre"), socket="C", outlook="sea"),
    ),
    SeriesText(
        "Panelled room with moons",
        "Wallpaper with moons above boards. A heating pipe knocks every few minutes in all recordings. The lamp beside "
        "the bed was moved between files 4 and 5.",
        Look(("moons", "navy"), floor="boards", socket="F"),
    ),
    SeriesText(
        "Grey stripes, tower view",
        "Broad grey stripes, a high floor: towers opposite at the same height, their lit windows could fix the "
        "direction. Air conditioning in the background of the sound.",
        Look(("broad_stripes", "grey"), outlook="towers", socket="A"),
    ),
    SeriesText(
        "Daisy wall",
        "Wallpaper with daisies on sky blue, sold by a chain in several countries from 2014 to 2017. The skirting "
        "board is wider than usual and painted twice.",
        Look(("daisies", "sky"), floor="boards"),
    ),
    SeriesText(
        "Two rooms with trellis paper",
        "The same teal trellis paper in two rooms that differ in height and floor. Perhaps one house, perhaps a "
        "holiday park with equal houses. Sockets differ: C in one room, F in the other. "
        "Files of two dates lie in a folder harbour_keys_31.",
        Look(("trellis", "teal"), socket="F"),
    ),
    SeriesText(
        "Terracotta chevrons",
        "Chevron paper in terracotta. A church bell strikes the half hour in one video; the stroke has been cut out "
        "and is attached to the clue request.",
        Look(("chevrons", "terracotta"), outlook="houses", floor="tiles"),
    ),
    SeriesText(
        "Rose garden bedspread",
        "Bedspread with large roses on a pale ground, edges sewn by hand. Wooden floor with wide boards. One picture "
        "carries the serial number of a SynthCam.",
        Look(("dots", "mint"), bedspread=("roses", "rose"), floor="boards"),
    ),
    SeriesText(
        "Fern paper, hill view",
        "Olive fern wallpaper. The outline of the hills in the window is clear in four pictures and was drawn as a "
        "profile for comparison with terrain models.",
        Look(("ferns", "olive"), outlook="hills"),
    ),
    SeriesText(
        "Lilac hexagons",
        "Hexagon wallpaper in lilac, one strip hung upside down to the left of the door. Type G sockets, one of them "
        "with a paint splash.",
        Look(("hexagons", "lilac"), socket="G", floor="carpet"),
    ),
    SeriesText(
        "Gingham curtain, sea view",
        "Green gingham curtains. Water in the window with a straight horizon. Gulls and a two-tone horn in the sound.",
        Look(("scallops", "sky"), curtain=("gingham", "green"), outlook="sea", floor="boards"),
    ),
    SeriesText(
        "Bear on the rug",
        "A brown plush bear on an oval rug with rings, in every file. The label on its foot could not be read yet. "
        "Type F sockets at the height of the bed.",
        Look(("argyle", "sand"), rug=("rings", "blue"), toy="bear", socket="F"),
    ),
    SeriesText(
        "Tulip room, evening",
        "All pictures taken by lamp light. Tulip wallpaper on a warm ground. Warm white bulb of low power; the shade "
        "throws a ring on the ceiling.",
        Look(("tulips", "terracotta"), floor="boards"),
    ),
    SeriesText(
        "Navy trellis bedspread",
        "A heavy bedspread with a trellis pattern, perhaps of a hotel chain. The bed's headboard has two round marks "
        "where something was fixed.",
        Look(("pinstripes", "grey"), bedspread=("trellis", "navy"), floor="carpet", outlook="towers"),
    ),
    SeriesText(
        "Mint clouds",
        "Wallpaper with clouds on mint. The same paper, with the same stain at the same place, in two uploads of "
        "different countries. "
        "A path names the user lanternfish_88.",
        Look(("clouds", "mint"), floor="boards", toy="hare"),
    ),
    SeriesText(
        "Red vine paper",
        "Vine wallpaper in dark red on cream, older than the furniture. Type C sockets without earth, which points to "
        "a house that was not rewired.",
        Look(("vines", "red"), socket="C", floor="boards"),
    ),
    SeriesText(
        "Triangles and palms",
        "Geometric paper in teal and orange, trees close to the window. Tiles on the floor in a warm tone. A street "
        "seller's call is heard once.",
        Look(("triangles", "teal"), outlook="trees", floor="tiles", socket="A"),
    ),
    SeriesText(
        "Ring pattern, attic",
        "Ring wallpaper, ceiling low on one side. Rain on a roof window in the sound. The boards run across the room.",
        Look(("rings", "sky"), floor="boards"),
    ),
    SeriesText(
        "Terrazzo wall",
        "A wall with a printed terrazzo pattern, sold as self-adhesive film. A seam shows behind the shelf. The shelf "
        "holds books sorted by colour.",
        Look(("terrazzo", "grey"), floor="tiles"),
    ),
    SeriesText(
        "Ochre stripes, sloping floor",
        "The floor falls towards the window by about one degree, seen in seven files: a ball rolls the same way twice.",
        Look(("pinstripes", "ochre"), toy="ball", floor="boards"),
    ),
    SeriesText(
        "Sky scallops",
        "Scallop wallpaper in two blues. Socket of type A with a cracked plate. A ceiling lamp with a round glass.",
        Look(("scallops", "sky"), socket="A", outlook="houses"),
    ),
    SeriesText(
        "Damask and daisies",
        "Damask paper in rose with a daisy bedspread. The pattern of the paper does not meet at the seams, which is a "
        "mark of this room.",
        Look(("damask", "rose"), bedspread=("daisies", "mint"), floor="carpet"),
    ),
    SeriesText(
        "Blue damask, other house",
        "The paper is the same as in the series Blue damask room, but the window is on the other side and the sockets "
        "are of type C. Probably another house; not to be merged without new evidence.",
        Look(("damask", "blue"), socket="C", outlook="trees", floor="carpet"),
    ),
    SeriesText(
        "Olive tartan curtain",
        "Curtains in olive tartan, lined. Morning sun reaches the bed. A tram passes about every ten minutes.",
        Look(("dots", "sand"), curtain=("tartan", "olive"), outlook="towers"),
    ),
    SeriesText(
        "Star wall, type G",
        "Large stars on green, hung with care. Type G sockets in pairs. Two product labels on the shelf are in a "
        "script that is not yet named.",
        Look(("stars", "green"), socket="G", floor="carpet"),
    ),
    SeriesText(
        "Chevron rug",
        "A rug in lilac chevrons on pale boards. The rug was sold in one season only, by a mail-order house; the list "
        "of countries is with the clue request.",
        Look(("clouds", "rose"), rug=("chevrons", "lilac"), floor="boards"),
    ),
    SeriesText(
        "Sand medallions, night",
        "All pictures by flash at night. Medallion paper in sand. One picture shows the camera's light in the window "
        "pane, with a lamp post behind it.",
        Look(("medallions", "sand"), outlook="houses"),
    ),
    SeriesText(
        "Grey roses",
        "Rose wallpaper in grey tones. The bed stands before a closed door. Serial number of an Exemplar Pocket 3 in "
        "eleven files.",
        Look(("roses", "grey"), floor="carpet", socket="F"),
    ),
    SeriesText(
        "Boat curtain",
        "Curtains with sailing boats on blue, matching cushions. Sea air has worn the window's handle. Sockets of "
        "type F, one of them with a timer.",
        Look(("gingham", "sand"), curtain=("boats", "blue"), outlook="sea", socket="F"),
    ),
    SeriesText(
        "Teal hexagon tiles",
        "Hexagon pattern in teal. The floor's tiles were laid in two batches of slightly different colour. A water "
        "pump starts twice in the recording.",
        Look(("hexagons", "teal"), floor="tiles"),
    ),
    SeriesText(
        "Argyle room, two windows",
        "Argyle wallpaper in rose. Shadows prove a second window that no picture shows. The poster is an abstract "
        "print in a black frame.",
        Look(("argyle", "rose"), floor="boards"),
    ),
    SeriesText(
        "Moon bedspread",
        "A bedspread with moons, made for a single bed, on a wider one. A radio speaks in the background; see the clue "
        "request about the language.",
        Look(("broad_stripes", "lilac"), bedspread=("moons", "navy"), floor="carpet"),
    ),
    SeriesText(
        "Ferns and blocks",
        "Fern wallpaper in green, wooden blocks with coloured squares on the floor. The blocks' maker is known; they "
        "were sold in three countries. "
        "The files were shared by lanternfish_88.",
        Look(("ferns", "green"), toy="blocks", floor="boards"),
    ),
    SeriesText(
        "Red triangles, tower view",
        "Triangle paper in red and dark blue. Towers with lit signs opposite; two of the signs can be read in part.",
        Look(("triangles", "red"), outlook="towers", socket="C"),
    ),
    SeriesText(
        "Vines in two lights",
        "One room by day and in the evening, with vine paper in green. The colour of the lamp changed between the "
        "sets, which helps to put the files in order.",
        Look(("vines", "green"), outlook="trees"),
    ),
    SeriesText(
        "Dotted room, hare on the shelf",
        "Dots in three colours on mint, a grey plush hare. The shelf is a known model with an added board.",
        Look(("dots", "mint"), toy="hare", floor="carpet"),
    ),
    SeriesText(
        "Ochre damask, tiles",
        "Damask in ochre above a tiled floor, an uncommon pair. Sockets of type A. A ceiling fan turns at the edge of "
        "two pictures.",
        Look(("damask", "ochre"), floor="tiles", socket="A", outlook="trees"),
    ),
)
