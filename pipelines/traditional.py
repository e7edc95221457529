"""Words in traditional characters, as mirrors of portals print them, in the simplified ones that rules and forms are in."""

_TRADITIONAL = (
    "開報專欄題錄網導機構設務廳辦員會區縣鎮鄉單門屬關讀圖説說學決預統計規實經濟總結評業組織黨廠載頁條時間編製點際聯體級與動變據數類別"
    "項處對應發爲為無絕訴訟複復議維糾審請個號標術護殘館檔環農產財資勞衛醫療鐵運輸監歷舊匯園東陽慶廣寧雲灣豐樂漢長臨島龍馬華貴陝肅蘇"
    "贛魯連遼嶺價許證獎懲罰強費購採額億萬執進補過後這還並確認詢熱線電話郵傳聞責難權擇終濫義誤圍續響穩沒繳舉範現檢違營備緊聽顧問領劃僑"
)
_SIMPLIFIED = (
    "开报专栏题录网导机构设务厅办员会区县镇乡单门属关读图说说学决预统计规实经济总结评业组织党厂载页条时间编制点际联体级与动变据数类别"
    "项处对应发为为无绝诉讼复复议维纠审请个号标术护残馆档环农产财资劳卫医疗铁运输监历旧汇园东阳庆广宁云湾丰乐汉长临岛龙马华贵陕肃苏"
    "赣鲁连辽岭价许证奖惩罚强费购采额亿万执进补过后这还并确认询热线电话邮传闻责难权择终滥义误围续响稳没缴举范现检违营备紧听顾问领划侨"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_MARKS = frozenset(_TRADITIONAL)


_COMMON = "開報務機關"  # one of them is in every longer text on the matter
_LONG = 200  # characters


def simplified(text: str) -> str:
    """The text with the characters that rules and forms are written in; unchanged where it has no traditional ones."""
    if len(text) > _LONG and not any(mark in text for mark in _COMMON):
        return text
    return text if _MARKS.isdisjoint(text) else text.translate(_TABLE)
