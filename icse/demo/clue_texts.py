"""Invented clue requests and their answers, in ten languages, each with its meaning in English."""

from dataclasses import dataclass
from typing import Final, Literal

ClueTopic = Literal["wallpaper", "bedding", "clothing", "accent", "landmark", "text", "object"]


@dataclass(frozen=True, slots=True)
class Words:
    """A text, its language (ISO 639-1) and its English gloss (the text itself when it is English)."""

    language: str
    text: str
    gloss: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What an answer says in a form: a country (ISO 3166), a region, a product, how sure, from where; or too common."""

    country: str = ""
    region: str = ""
    product: str = ""
    confidence: Literal["", "low", "medium", "high"] = ""
    source: str = ""
    common: bool = False


@dataclass(frozen=True, slots=True)
class AnswerText:
    """An answer from a country's officer; `accepted` when the asker took it."""

    country: str
    words: Words
    accepted: bool = False
    counted: Counted = Counted()


@dataclass(frozen=True, slots=True)
class ClueText:
    """A clue request: what it is about, the series (None: on its own), who asks, the question, the answers in order."""

    topic: ClueTopic
    series: str | None
    country: str
    question: Words
    answers: tuple[AnswerText, ...] = ()


def en(text: str) -> Words:
    """English words."""
    return Words("en", text, text)


CLUES: Final[tuple[ClueText, ...]] = (
    ClueText(
        "wallpaper",
        "Blue damask room",
        "NL",
        en("Does anyone know this damask paper? The repeat is about 53 cm. Seen on three walls, crop attached."),
        (
            AnswerText(
                "FR",
                Words(
                    "fr",
                    "Ce papier peint a été vendu par une chaîne de bricolage en France et en Belgique jusqu'en 2016.",
                    "This wallpaper was sold by a do-it-yourself chain in France and Belgium until 2016.",
                ),
                counted=Counted("FR", product="Sold by a do-it-yourself chain", confidence="high"),
            ),
            AnswerText(
                "DE",
                Words(
                    "de",
                    "Im Musterbuch eines Herstellers gefunden, Farbe 04. Die Steckdose ist Typ F.",
                    "Found in a manufacturer's pattern book, colour 04. The socket is type F.",
                ),
                accepted=True,
                counted=Counted("FR", product="Colour 04", confidence="medium", source="A pattern book"),
            ),
        ),
    ),
    ClueText(
        "object",
        "Star curtain",
        "SE",
        en("Which countries use this pull cord and rail on curtains? The rod's end piece is in the crop."),
        (
            AnswerText(
                "PL",
                Words(
                    "pl",
                    "Taka końcówka karnisza jest u nas bardzo częsta, sprzedawana w marketach budowlanych.",
                    "This end piece of a curtain rod is very common here, sold in hardware stores.",
                ),
                counted=Counted(common=True),
            ),
        ),
    ),
    ClueText(
        "bedding",
        "Tartan bedspread",
        "CA",
        en("Hotel or home? The bedspread has a woven mark at the seam that we cannot read."),
        (
            AnswerText(
                "AU", en("The mark looks like a laundry number. Hotels here use five digits; this one has six.")
            ),
            AnswerText(
                "ES",
                Words(
                    "es",
                    "Seis cifras: una lavandería industrial de nuestra costa numera así. Lo comprobamos mañana.",
                    "Six digits: an industrial laundry on our coast numbers like this. We will check tomorrow.",
                ),
                accepted=True,
                counted=Counted("ES", "The coast", confidence="medium", source="How laundries number"),
            ),
        ),
    ),
    ClueText(
        "text",
        "Star wall, type G",
        "KE",
        Words(
            "sw",
            "Maandishi haya kwenye kifurushi ni ya lugha gani? Herufi mbili za kwanza zinaonekana vizuri.",
            "Which language is the writing on this packet? The first two letters can be seen well.",
        ),
        (
            AnswerText(
                "TH",
                Words(
                    "th",
                    "ไม่ใช่อักษรไทย รูปทรงตัวอักษรดูเหมือนโลโก้ที่ออกแบบขึ้นเอง",
                    "It is not Thai script. The shapes look like a logo that was designed for it.",
                ),
            ),
            AnswerText("CA", en("Agreed, a logo. The colour bar at the edge is used by packers, not by a country.")),
        ),
    ),
    ClueText(
        "landmark",
        "Fern paper, hill view",
        "DE",
        Words(
            "de",
            "Wer erkennt diese Hügelkette? Das Profil ist aus vier Bildern gezeichnet.",
            "Who recognises this line of hills? The profile was drawn from four pictures.",
        ),
        (
            AnswerText(
                "ES",
                Words(
                    "es",
                    "Se parece a una sierra del interior, pero la vegetación no coincide.",
                    "It resembles a range of the interior, but the vegetation does not fit.",
                ),
                counted=Counted("ES", "The interior", confidence="low"),
            ),
            AnswerText(
                "BR",
                Words(
                    "pt",
                    "Comparamos o perfil com o modelo do terreno: há um trecho muito parecido no sul do país.",
                    "We compared the profile with the terrain model: one stretch in the south is very similar.",
                ),
                accepted=True,
                counted=Counted("BR", "The south", confidence="high", source="A terrain model"),
            ),
        ),
    ),
    ClueText(
        "accent",
        "Moon bedspread",
        "FR",
        Words(
            "fr",
            "Une radio parle à l'arrière-plan. Quelle langue, et quelle région ? Extrait de neuf secondes.",
            "A radio speaks in the background. Which language, and which region? Cut of nine seconds.",
        ),
        (
            AnswerText(
                "EG",
                Words(
                    "ar",
                    "المذيع يتحدث العربية الفصحى، لكن الإعلان بعده باللهجة المغاربية.",
                    "The announcer speaks standard Arabic, but the advertisement after it is in a Maghrebi dialect.",
                ),
                accepted=True,
                counted=Counted("MA", confidence="low"),
            ),
            AnswerText(
                "NL", en("The jingle at second seven is known to us from another case; we send the name apart.")
            ),
        ),
    ),
    ClueText(
        "object",
        "Triangles and palms",
        "MX",
        Words(
            "es",
            "¿En qué países se usa esta placa de enchufe tipo A con tornillo central?",
            "In which countries is this plate of a type A socket with one screw in the middle used?",
        ),
        (
            AnswerText(
                "JP",
                Words(
                    "ja",
                    "日本の古い住宅でよく見られる形ですが、ネジの位置が少し違います。",
                    "This shape is common in older houses in Japan, but the screw sits a little differently.",
                ),
                counted=Counted("JP", product="Old socket plate", confidence="low"),
            ),
            AnswerText(
                "TH",
                Words(
                    "th",
                    "แบบนี้ขายในประเทศไทยช่วงปี 2548 ถึง 2553 มีน็อตตัวเดียวตรงกลาง",
                    "This kind was sold in Thailand from 2005 to 2010, with a single screw in the middle.",
                ),
                accepted=True,
                counted=Counted("TH", product="Socket plate, 2005 to 2010", confidence="high"),
            ),
        ),
    ),
    ClueText(
        "wallpaper",
        "Daisy wall",
        "PL",
        Words(
            "pl",
            "Szukamy producenta tej tapety w stokrotki. Szerokość rolki około 53 cm.",
            "We look for the maker of this daisy wallpaper. The roll is about 53 cm wide.",
        ),
        (AnswerText("SE", en("Sold here too, 2014 to 2017, by a chain with shops in nine countries. List attached.")),),
    ),
    ClueText(
        "clothing",
        None,
        "AU",
        en("A swatch of dark green cloth with a fine twill, over a chair. School, work, or neither? No badge is seen."),
        (
            AnswerText(
                "JP",
                Words(
                    "ja",
                    "織り方は作業服の生地に近いです。学校の制服ではあまり使われません。",
                    "The weave is close to cloth for work clothes. It is seldom used for school uniforms.",
                ),
            ),
            AnswerText(
                "BR",
                Words(
                    "pt",
                    "Aqui essa sarja é usada em uniformes de oficina. O botão de quatro furos é comum.",
                    "Here this twill is used for workshop uniforms. The button with four holes is common.",
                ),
            ),
        ),
    ),
    ClueText(
        "landmark",
        "Gingham curtain, sea view",
        "ES",
        Words(
            "es",
            "Se oye una sirena de dos tonos. ¿Alguien conoce un transbordador con esta señal?",
            "A horn of two tones is heard. Does anyone know a ferry with this signal?",
        ),
        (
            AnswerText("SE", en("Our ferries use a single tone. The interval is a major third, if that helps.")),
            AnswerText(
                "FR",
                Words(
                    "fr",
                    "Deux lignes de la côte ouest utilisent cette sirène. Horaires joints.",
                    "Two lines of the west coast use this horn. Timetables attached.",
                ),
                accepted=True,
            ),
        ),
    ),
    ClueText(
        "text",
        "Red triangles, tower view",
        "JP",
        Words(
            "ja",
            "向かいの建物の看板を読める方はいますか。三文字だけ見えます。",
            "Can anyone read the sign on the building opposite? Only three letters can be seen.",
        ),
        (
            AnswerText(
                "EG",
                Words(
                    "ar",
                    "الحروف ليست عربية. شكل الإطار شائع في لوحات الصيدليات في عدة دول.",
                    "The letters are not Arabic. The shape of the frame is common on signs of pharmacies in several "
                    "countries.",
                ),
            ),
        ),
    ),
    ClueText(
        "object",
        "Bear on the rug",
        "BR",
        Words(
            "pt",
            "Alguém reconhece a etiqueta na pata do urso? Recorte ampliado em anexo.",
            "Does anyone recognise the label on the bear's paw? Enlarged crop attached.",
        ),
        (
            AnswerText(
                "DE",
                Words(
                    "de",
                    "Etikett eines Versandhauses, nur im Winter 2018 verwendet.",
                    "Label of a mail-order house, used in the winter of 2018 only.",
                ),
                accepted=True,
            ),
            AnswerText("CA", en("It was not delivered to Canada, according to the importer.")),
        ),
    ),
    ClueText(
        "object",
        "Red vine paper",
        "EG",
        Words(
            "ar",
            "هل يعرف أحد هذا النوع من المقابس القديمة بدون تأريض؟",
            "Does anyone know this kind of old socket without earth?",
        ),
        (
            AnswerText(
                "PL",
                Words(
                    "pl",
                    "Takie gniazdka montowano u nas do lat dziewięćdziesiątych, często w blokach.",
                    "Such sockets were fitted here until the nineties, often in blocks of flats.",
                ),
            ),
        ),
    ),
    ClueText(
        "landmark",
        "Terracotta chevrons",
        "FR",
        Words(
            "fr",
            "Une cloche sonne la demie. Le son a été isolé ; qui peut le comparer ?",
            "A bell strikes the half hour. The sound was isolated; who can compare it?",
        ),
        (),
    ),
    ClueText(
        "object",
        "Ferns and blocks",
        "TH",
        Words(
            "th",
            "บล็อกไม้ชุดนี้ขายในประเทศใดบ้าง สีของขอบเป็นสีฟ้าอ่อน",
            "In which countries was this set of wooden blocks sold? The edge is light blue.",
        ),
        (
            AnswerText(
                "KE",
                Words(
                    "sw",
                    "Seti hii iliuzwa Nairobi mwaka 2019, lakini rangi ya ukingo ilikuwa nyekundu.",
                    "This set was sold in Nairobi in 2019, but the edge was red.",
                ),
            ),
            AnswerText("AU", en("The light blue edge is the first print run. It was sold in three countries only.")),
        ),
    ),
    ClueText(
        "wallpaper",
        "Mint clouds",
        "MX",
        Words(
            "es",
            "La misma mancha en dos envíos de países distintos: ¿es la misma pared?",
            "The same stain in two uploads of different countries: is it the same wall?",
        ),
        (
            AnswerText(
                "NL", en("Yes. Stain, seam and socket agree within a millimetre after rectifying both pictures.")
            ),
        ),
    ),
)

METHODS: Final[tuple[str, ...]] = (
    "The wallpaper's maker named one dealer in the region; the dealer's delivery list led to the address.",
    "The line of hills fixed the valley, and the roof opposite fixed the street. Confirmed on site.",
    "The camera's serial number was registered for a guarantee; the place agreed with the view from the window.",
    "The laundry number on the bedspread led to a guest house, and its records to the dates.",
    "The ferry's horn and the sun's direction left one bay; the local unit recognised the curtain.",
    "The socket, the tiles and the bell together left one town; a local officer knew the building.",
)
