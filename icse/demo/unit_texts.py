"""Invented units and officers of fourteen countries. Any likeness to real people is chance."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class UnitText:
    """A country's unit: alpha-2 code, its name in English, its languages (ISO 639-1), first and last names of officers.

    The first officer is the unit's supervisor.
    """

    country: str
    name: str
    languages: tuple[str, ...]
    officers: tuple[tuple[str, str], ...]


UNITS: Final[tuple[UnitText, ...]] = (
    UnitText(
        "NL",
        "National Victim Identification Team",
        ("nl", "en", "de"),
        (("Niels", "Hofstra"), ("Nora", "van Dalen"), ("Sanne", "Kuipers"), ("Bram", "Teunissen")),
    ),
    UnitText(
        "FR",
        "Groupe central d'identification des victimes",
        ("fr", "en"),
        (("Hélène", "Mercadier"), ("Fleur", "Lambertin"), ("Yanis", "Belkhir"), ("Mathilde", "Corvoisier")),
    ),
    UnitText(
        "DE",
        "Zentralstelle Opferidentifizierung",
        ("de", "en"),
        (("Katrin", "Wiesenhöfer"), ("Gregor", "Albers"), ("Mehmet", "Yıldırım")),
    ),
    UnitText(
        "BR",
        "Núcleo de Identificação de Vítimas",
        ("pt", "es", "en"),
        (("Renata", "Queirós Lima"), ("Thiago", "Amparo"), ("Luana", "Batistela")),
    ),
    UnitText(
        "JP",
        "Victim Identification Office",
        ("ja", "en"),
        (("Naoko", "Shirakawa"), ("Kenta", "Morioka"), ("Emi", "Takebayashi")),
    ),
    UnitText(
        "KE",
        "Child Protection Forensics Desk",
        ("sw", "en"),
        (("Wanjiru", "Kamande"), ("Otieno", "Ogola"), ("Amina", "Juma")),
    ),
    UnitText(
        "AU",
        "Victim Identification Unit",
        ("en",),
        (("Megan", "Tranter"), ("Joel", "Kirrawe"), ("Priya", "Raman")),
    ),
    UnitText(
        "CA",
        "National Victim Identification Section",
        ("en", "fr"),
        (("Danielle", "Ouimette"), ("Callum", "Frasier"), ("Aiyana", "Whitford")),
    ),
    UnitText(
        "PL",
        "Zespół Identyfikacji Ofiar",
        ("pl", "en"),
        (("Agnieszka", "Borowicka"), ("Tomasz", "Zalewny"), ("Kinga", "Maślanka")),
    ),
    UnitText(
        "EG",
        "Child Victim Identification Unit",
        ("ar", "en"),
        (("Nadia", "El-Sherbini"), ("Karim", "Mansour"), ("Yasmin", "Abdelrazek")),
    ),
    UnitText(
        "TH",
        "Victim Identification Working Group",
        ("th", "en"),
        (("Siriporn", "Chaiyawong"), ("Anan", "Rattanakul"), ("Ploy", "Suksamran")),
    ),
    UnitText(
        "MX",
        "Unidad de Identificación de Víctimas",
        ("es", "en"),
        (("Ximena", "Arreola"), ("Emilio", "Zaragoza Pardo"), ("Itzel", "Cuevas")),
    ),
    UnitText(
        "ES",
        "Grupo de Identificación de Víctimas",
        ("es", "ca", "en"),
        (("Marta", "Echeverri"), ("Jordi", "Puigventós"), ("Lucía", "Barreiro")),
    ),
    UnitText(
        "SE",
        "Sektionen för offeridentifiering",
        ("sv", "en"),
        (("Ingrid", "Ståhlberg"), ("Elias", "Norrgård"), ("Samira", "Haddadi")),
    ),
)
