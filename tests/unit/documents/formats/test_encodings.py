"""Text in the encodings that résumés come in, also where a file says it is in another one."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from extract.documents import Document, read_document

GERMAN = """Lebenslauf – Jörg Übelhör
Straße der Einheit 12, 04109 Köthen · joerg@example.com
Berufserfahrung
Küchenchef, Gasthaus „Zum Röhricht“, März 2019 – heute
• Führte eine Küche mit zwölf Köchen und senkte die Kosten für Gemüse um 18 %
• Änderte die Speisekarte viermal jährlich; Gäste kehrten öfter zurück
Jungkoch, Hotel Blüte, Görlitz, 2014–2019
Ausbildung
Gesellenprüfung als Koch, Handwerkskammer Süd, 2014, Note „sehr gut“, Prämie 300 €
"""
FRENCH = """Curriculum vitæ – Hélène Lefèvre
12 rue du Château, 25000 Besançon · helene@example.com
Expérience professionnelle
Ingénieure d’études, Société Générâle des Eaux, février 2018 à aujourd’hui
• Réduit de 18 % la durée des contrôles grâce à une méthode rédigée avec l’équipe
Élève ingénieure, Atelier Brûlé, été 2017, intégrée à l’équipe « qualité »
Formation
Diplôme d’ingénieur, École supérieure de Besançon, 2017, mention très bien, coût 300 €
"""
CHINESE = """李晓明 软件工程师
电子邮件：xiaoming@example.com 电话：555-0142
工作经验
2019年3月至今 海湾科技有限公司 高级软件工程师
• 负责推荐系统的设计与开发，将点击率从百分之四提高到百分之七
• 带领六人团队，完成了搜索服务的重写，响应时间缩短百分之四十
2015年7月至2019年2月 东方数据公司 软件工程师
教育背景
北方大学 计算机科学与技术 学士 2011年至2015年
"""
JAPANESE = """履歴書 山本花子
メール：hanako@example.com 電話：555-0143
職歴
2019年4月から現在 湾岸テクノロジー株式会社 データエンジニア
・検索システムの設計と開発を担当し、応答時間を四十パーセント短縮しました
・六人のチームを指導し、毎週の勉強会を開きました
2015年4月から2019年3月 東方データ株式会社 ソフトウェアエンジニア
学歴
北方大学 工学部 情報工学科 卒業 2015年
"""
KOREAN = """이력서 김지우
이메일: jiwoo@example.com 전화: 555-0144
경력
2019년 3월부터 현재까지 바다기술 주식회사 선임 개발자
· 추천 시스템을 설계하고 개발하여 클릭률을 사 퍼센트에서 칠 퍼센트로 높였습니다
· 여섯 명의 팀을 이끌며 검색 서비스를 다시 만들었습니다
학력
북방대학교 컴퓨터공학과 학사 2015년 졸업
"""
RUSSIAN = """Резюме. Анна Петровна Соколова
Почта: anna@example.com, телефон: 555-0145
Опыт работы
Март 2019 – настоящее время: старший бухгалтер, завод «Северный ветер»
- Сократила время закрытия месяца с десяти дней до четырёх
- Обучила шестерых новых сотрудников и ввела проверку счетов
2014–2019: бухгалтер, торговый дом «Берег»
Образование
Северный университет, экономический факультет, диплом с отличием, 2014
"""
GREEK = """Βιογραφικό σημείωμα – Ελένη Παπαδοπούλου
Ηλεκτρονικό ταχυδρομείο: eleni@example.com
Επαγγελματική εμπειρία
Μάρτιος 2019 – σήμερα: υπεύθυνη λογιστηρίου, Βόρειος Άνεμος
Μείωσε τον χρόνο κλεισίματος του μήνα από δέκα ημέρες σε τέσσερις
Εκπαίδευση
Πανεπιστήμιο του Βορρά, πτυχίο οικονομικών, 2014, άριστα
"""
CASES = [
    *((encoding, text) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
      for text in (GERMAN, CHINESE, JAPANESE, KOREAN, RUSSIAN)),
    ("utf-32", GERMAN), ("cp1252", GERMAN), ("cp1252", FRENCH),
    ("latin-1", GERMAN.translate({0x2013: "-", 0x201E: '"', 0x201C: '"', 0x2022: "*", 0x20AC: "EUR"})),
    ("gb18030", CHINESE), ("gbk", CHINESE.replace("•", "·")), ("shift_jis", JAPANESE), ("euc_jp", JAPANESE), ("iso2022_jp", JAPANESE),
    ("euc_kr", KOREAN), ("cp1251", RUSSIAN), ("koi8_r", RUSSIAN.replace("–", "-").replace("«", '"').replace("»", '"')),
    ("cp1253", GREEK),
]  # fmt: skip


def read(tmp_path: Path, name: str, data: bytes) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(path)


@pytest.mark.parametrize(
    ("text", "language"),
    [(GERMAN, "de"), (FRENCH, "fr"), (CHINESE, "zh"), (JAPANESE, "ja"), (KOREAN, "ko"), (RUSSIAN, "ru"), (GREEK, "el")],
    ids=["de", "fr", "zh", "ja", "ko", "ru", "el"],
)
def test_language_of_a_resume_is_told(tmp_path: Path, text: str, language: str) -> None:
    assert read(tmp_path, "cv.txt", text.encode()).language == language


@pytest.mark.parametrize(("encoding", "text"), CASES, ids=[f"{code} {text.split()[0]}" for code, text in CASES])
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    assert read(tmp_path, "cv.txt", text.encode(encoding)).text == text


def page(text: str, declared: str) -> str:
    rows = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<!doctype html><html><head><meta charset={declared}></head><body>{rows}</body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (GERMAN, "cp1252", "utf-8"),
        (FRENCH, "cp1252", "iso-8859-1"),
        (FRENCH, "utf-8", "iso-8859-1"),
        (FRENCH, "cp1252", "us-ascii"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gb18030", "utf-8"),
        (JAPANESE, "shift_jis", "utf-8"),
        (JAPANESE, "utf-8", "shift_jis"),
        (RUSSIAN, "cp1251", "utf-8"),
        (GERMAN, "utf-16", "utf-8"),
        (GERMAN, "utf-16-le", "windows-1252"),
    ],
    ids=lambda value: value.split()[0],
)
def test_page_is_read_in_its_encoding_when_it_declares_another(
    tmp_path: Path, text: str, encoding: str, declared: str
) -> None:
    document = read(tmp_path, "cv.html", page(text, declared).encode(encoding))
    assert document.media_type == "text/html"
    assert document.text == text.rstrip("\n")


def test_page_is_read_in_the_encoding_of_its_xml_declaration(tmp_path: Path) -> None:
    source = '<?xml version="1.0" encoding="iso-8859-2"?><html xmlns="http://www.w3.org/1999/xhtml"><p>Łukasz Żółw</p></html>'
    assert read(tmp_path, "cv.html", source.encode("iso-8859-2")).text == "Łukasz Żółw"


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (GERMAN, "cp1252", "iso-8859-1"),
        (GERMAN, "utf-8", "us-ascii"),
        (GERMAN, "cp1252", "utf-8"),
        (FRENCH, "cp1252", "no-such-charset"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (RUSSIAN, "koi8_r", "koi8-r"),
        (CHINESE, "gb18030", "gb2312"),
    ],
    ids=lambda value: value.split()[0],
)
def test_mail_is_read_in_its_encoding_when_its_header_says_another(
    tmp_path: Path, text: str, encoding: str, declared: str
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "zara@example.com", "jobs@example.com", "Bewerbung für die Küche"
    body = text.encode(encoding, "replace")
    head = (
        mail.as_bytes().rstrip(b"\n")
        + b'\nMIME-Version: 1.0\nContent-Type: text/plain; charset="%s"\n' % declared.encode()
    )
    document = read(tmp_path, "mail.eml", head + b"Content-Transfer-Encoding: 8bit\n\n" + body)
    lines = document.text.split("\n")
    assert lines[2] == "Subject: Bewerbung für die Küche"
    assert lines[3:] == body.decode(encoding).strip().split("\n")


@pytest.mark.parametrize("declared", ["undefined", "idna", "unicode_escape", "zlib", "utf-7", "x" * 500])
def test_encoding_that_is_none_does_no_harm(tmp_path: Path, declared: str) -> None:
    document = read(tmp_path, "cv.html", page(GERMAN, declared).encode("cp1252"))
    assert document.text == GERMAN.rstrip("\n")


def test_mail_headers_that_were_not_encoded_are_read(tmp_path: Path) -> None:
    for encoding in ("utf-8", "cp1252"):
        mail = "From: Zoë Müller <zoe@example.com>\nTo: jobs@example.com\nSubject: Prüfung über Öl – groß\n\nSchöne Grüße\n"
        assert read(tmp_path, "mail.eml", mail.encode(encoding)).text == mail.replace("\n\n", "\n").rstrip("\n")
