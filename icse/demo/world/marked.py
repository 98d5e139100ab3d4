"""What is marked otherwise than TLP:AMBER and H0, so that a newcomer meets every kind of marking."""

from typing import Final

from icse.demo.world.shapes import Mark

#: By the title of the series.
SERIES: Final = {
    "Blue damask room": Mark("amber+strict", ("H1",), "Ask our unit before any use in court."),
    "Mint clouds": Mark("amber", ("H2",), "A search is being prepared."),
    "Daisy wall": Mark("amber+strict", ("H3",), "Contact our unit by telephone only."),
    "Boat curtain": Mark("green"),
}
#: The owner's own files of a series, by its title.
UPLOADS: Final = {
    "Two rooms with trellis paper": Mark("amber", ("H2",), "Copies stay with the two units."),
    "Star wall, type G": Mark("amber+strict", ("H1", "H2")),
}
#: Requests that belong to no series, by their topic.
THREADS: Final = {"clothing": Mark("green")}
