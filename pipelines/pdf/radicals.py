"""Code points that look like a Chinese character and are another: radicals and compatibility forms, with the usual one.

Fonts map one glyph to several code points, and PDF writers often pick the wrong one: ⾏政 prints like 行政.
"""

import unicodedata

COMPATIBLE = (*range(0x2F00, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
# Unicode gives these no compatibility mapping; they are the characters that their names call simplified.
SIMPLIFIED = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)


def _usual_forms() -> dict[int, str]:
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for code in COMPATIBLE}
    forms |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2F00)}
    forms |= {ord(radical): usual for radical, usual in SIMPLIFIED.items()}
    return {code: form for code, form in forms.items() if form != chr(code)}


USUAL_FORMS = _usual_forms()  # for str.translate
