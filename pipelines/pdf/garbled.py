"""Tells text from rubbish: what fonts give that don't say which characters their glyphs are."""

import re

RUBBISH_SHARE = 0.3  # of the letters
COMMON_SHARE = 0.02  # of the Chinese letters; in reports it is about a fifth, in any modern prose more than a twentieth
ENOUGH = 200  # Chinese letters to judge by
RUBBISH = re.compile("[\0-\x08\x0e-\x1f\x7f-\u02ff\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
SIGNS = re.compile(r"[!-/:-@\[-`{-~]")  # what glyph numbers look like; a third and more of such text
CHINESE = re.compile("[\u4e00-\u9fff]+")
COMMON = re.compile("[的一是在和年政府信息公开]")


def is_garbled(text: str) -> bool:
    """Whether the text is rubbish."""
    chinese = sum(map(len, CHINESE.findall(text)))
    rubbish = len(RUBBISH.findall(text)) + (0 if chinese else len(SIGNS.findall(text)))
    uncommon = chinese >= ENOUGH and len(COMMON.findall(text)) < COMMON_SHARE * chinese
    return rubbish > RUBBISH_SHARE * len(text) or uncommon
