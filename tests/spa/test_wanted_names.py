"""Whose name it is: names of many nations are taken, sentences are not."""

import pytest

from tests.spa.test_wanted import wanted


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *[
            (name, name)
            for name in (
                "Lan",
                "Đạt",
                "huy",
                "Mai",
                "Sang",
                "Nguyễn Thị Minh Khai",
                "do van dat",
                "Trần Lê Quốc Bảo",
                "Anna",
                "Mary-Jane O'Neil",
                "José García López",
                "Jean-Luc",
                "Søren Kjærgaard",
                "Zoë",
                "Björn Ångström",
                "Łukasz Żak",
                "Nguyen Will Smith",
                "김민수",
                "山田 太郎",
                "王小明",
                "Анна Петрова",
                "محمد علي",
                "Priya Subramaniam",
                "Ngozi Okonkwo",
                "St. John",
                "Dr. Kim",
                "Hope",
                "Trà My",
                "Gia Bảo",
                "Tô Thế Hồng",
                "John Price",
                "Lê Thị Em",
            )
        ],
        ("call me Bob", "Bob"),
        ("you can call me Bob please", "Bob"),
        ("my name's Anna", "Anna"),
        ("my name is Anna, number 0905123456", "Anna"),
        ("my name's Anna number 0905123456", "Anna"),
        ("Anna 0905123456", "Anna"),
        ("Anna, my number is 0905123456", "Anna"),
        ("it's Minh", "Minh"),
        ("em tên Lan ạ", "Lan"),
        ("tên em là Hoa nhé", "Hoa"),
        ("ten em la Hoa", "Hoa"),
        ("Lan, sđt 0905123456", "Lan"),
        ("Lan nha em", "Lan"),
        ("chị tên Hằng, số 0905123456", "Hằng"),
        ("gọi em là Thảo", "Thảo"),
    ],
)
def test_a_name(text: str, name: str) -> None:
    assert wanted(text, "name").name == name


@pytest.mark.parametrize(
    "text",
    [
        "change the service to neck massage",
        "I don't want to give my name",
        "call me at 12345",
        "call me later",
        "no name please",
        "rather not say",
        "is it mandatory",
        "why do you need my name",
        "make it two people",
        "move it to friday",
        "what time do you close",
        "I want to stop",
        "my name is not important",
        "give me another time",
        "yes please",
        "no",
        "12345",
        "one two three four five six seven",
        "em không muốn cho tên",
        "khong muon noi ten",
        "đổi sang 5 giờ",
        "doi gio khac",
        "thêm người nữa được không",
        "bỏ qua",
        "cho em hỏi giá",
        "em chưa biết",
        "gọi cho em đi",
    ],
)
def test_no_name(text: str) -> None:
    assert wanted(text, "name").name is None
