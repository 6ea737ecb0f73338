"""Sentences and clauses."""

import pytest

from extraction.text.sentences import clauses, sentences


def cut(spans, text):
    return [text[slice(*span)] for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长5.6%。投资增长8%。", ["增长5.6%。", "投资增长8%。"]),
        ("他说：“很好。”大家笑了。", ["他说：“很好。”", "大家笑了。"]),
        ("一期完工；二期开工", ["一期完工；", "二期开工"]),
        ("真的！？是的。", ["真的！？", "是的。"]),
        ("增长5.6%; 投资增长8%", ["增长5.6%;", "投资增长8%"]),
        ("（完成。）其他", ["（完成。）", "其他"]),
        ("上行\n下行", ["上行", "下行"]),
        ("没有句号", ["没有句号"]),
        ("", []),
        ("。", ["。"]),
        ("  空  白。  ", ["空  白。"]),
    ],
)
def test_sentences_end_with_their_marks_and_quotes(text, expected):
    assert cut(sentences(text), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长5.6%，投资增长8%。", ["增长5.6%，", "投资增长8%。"]),
        ("新增12,500家,增长3%", ["新增12,500家,", "增长3%"]),
        ("达1,234.5万元,其中", ["达1,234.5万元,", "其中"]),
        ("粮食、油料、蔬菜分别增长2%、3.1%、4%", ["粮食、油料、蔬菜分别增长2%、3.1%、4%"]),
        ("一是稳;二是进；三是好", ["一是稳;", "二是进；", "三是好"]),
        ("共12,另有5家", ["共12,", "另有5家"]),
        ("目标为：增长5%", ["目标为：增长5%"]),
        ("有30家,500人", ["有30家,", "500人"]),
    ],
)
def test_clauses_are_cut_at_commas_but_not_inside_numbers(text, expected):
    assert cut(clauses(text), text) == expected
