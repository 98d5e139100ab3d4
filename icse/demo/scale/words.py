"""Harmless texts in six scripts: rooms, wallpapers, things."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from icse.demo.scale.draws import Ints, Rng

#: In exactly RARE_TIMES summaries, and in about a fifth of them.
RARE: Final = "kestrelware"
RARE_TIMES: Final = 3
COMMON: Final = "curtain"
_COMMON_SHARE: Final = 0.2


@dataclass(frozen=True)
class Script:
    """Words of one script, and how many of ten texts are in it."""

    share: int
    kinds: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]


SCRIPTS: Final = (
    Script(
        5,
        ("striped", "green", "patterned", "wooden", "old", "round", "bright", "woven", "painted", "folding"),
        ("wallpaper", "bedspread", "lamp", "chair", "carpet", "shelf", "teapot", "cupboard", "blanket", "clock"),
        ("living room", "hallway", "hotel room", "kitchen", "attic", "caravan", "classroom", "balcony"),
    ),
    Script(
        1,
        ("полосатые", "зелёные", "старые", "круглые", "светлые", "деревянные"),
        ("обои", "занавески", "часы", "ковры", "полки", "стулья", "лампы"),
        ("в гостиной", "в коридоре", "на кухне", "на балконе", "в гостинице"),
    ),
    Script(
        1,
        ("قديم", "أخضر", "مخطط", "مستدير", "خشبي", "فاتح"),
        ("ورق جدران", "ستارة", "سجاد", "مصباح", "كرسي", "رف"),
        ("في غرفة الجلوس", "في المطبخ", "في الممر", "في الفندق"),
    ),
    Script(
        1,
        ("条纹", "绿色", "旧式", "圆形", "木制", "浅色"),
        ("壁纸", "窗帘", "地毯", "台灯", "椅子", "书架", "时钟"),
        ("客厅里", "走廊里", "厨房里", "旅馆房间里"),
    ),
    Script(
        1,
        ("धारीदार", "हरा", "पुराना", "गोल", "लकड़ी का", "हल्का"),
        ("वॉलपेपर", "पर्दा", "कालीन", "दीपक", "कुर्सी", "घड़ी"),
        ("बैठक में", "रसोई में", "गलियारे में", "होटल में"),
    ),
    Script(
        1,
        ("ลายทาง", "สีเขียว", "เก่า", "กลม", "ไม้", "สีอ่อน"),
        ("วอลเปเปอร์", "ผ้าม่าน", "พรม", "โคมไฟ", "เก้าอี้", "นาฬิกา"),
        ("ในห้องนั่งเล่น", "ในครัว", "ในทางเดิน", "ในโรงแรม"),
    ),
)
_SENTENCES: Final = 4000
Texts = npt.NDArray[np.object_]


def _one(script: Script, draw: Ints) -> tuple[str, str]:
    kind, thing = script.kinds[draw[0] % len(script.kinds)], script.things[draw[1] % len(script.things)]
    other, place = script.things[draw[2] % len(script.things)], script.places[draw[3] % len(script.places)]
    return f"{kind} {thing} {draw[4] % 900 + 100}", f"{kind} {thing}, {other} {place} {draw[5] % 90 + 10}."


@dataclass(frozen=True)
class Pool:
    """Titles and sentences to draw from, each script in its share."""

    titles: Texts
    sentences: Texts

    @classmethod
    def drawn(cls, rng: Rng) -> "Pool":
        """Return a new pool."""
        places = [script for script in SCRIPTS for _ in range(script.share)]
        draws = rng.integers(0, 1 << 30, (_SENTENCES, 6))
        pairs = [_one(places[number % len(places)], draw) for number, draw in enumerate(draws)]
        titles, sentences = (np.array(list(texts), dtype=object) for texts in zip(*pairs, strict=True))
        return cls(titles, sentences)

    def questions(self, rng: Rng, number: int) -> list[str]:
        """Return one or two sentences each; no two need to differ."""
        first, second = self.sentences[rng.integers(0, _SENTENCES, (2, number))]
        return [f"{a} {b}" for a, b in zip(first, second, strict=True)]

    def summaries(self, rng: Rng, number: int) -> list[str]:
        """Return summaries; the rare word is in three of them, the common one in a fifth."""
        texts = self.questions(rng, number)
        for place in np.flatnonzero(rng.random(number) < _COMMON_SHARE):
            texts[place] += f" A {COMMON}."
        for place in rng.choice(number, RARE_TIMES, replace=False):
            texts[place] += f" Marked {RARE}."
        return texts
