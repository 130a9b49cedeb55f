"""HTML, links, e-mail addresses and telephone numbers: what is one, and what only looks like one."""

import pytest

from services.catalog.compliance.rules.contacts import contacts_in, telephone_in


def found(text, country="UK"):
    return [problem.en.partition(":")[0] for problem in contacts_in(text, country)]


@pytest.mark.parametrize(
    "text",
    [
        "+49 30 1234567",
        "+44 (0)20 7946 0958",
        "+1 555 123 4567",
        "+86 138 0013 8000",
        "+491701234567",
        "(+49) 30 1234567",
        "0049 30 1234567",
        "1-800-555-0199",
        "0800 123 4567",
        "0800/1234567",
        "(030) 1234567",
        "(020) 7946 0958",
        "(555) 123-4567",
        "Tel. 030-1234567",
        "Tel.030 1234567",
        "Telefon: 030 123 45 67",
        "Telephone number 020 7946 0958",
        "phone: 555.123.4567",
        "Call us at 555-123-4567",
        "Call now 5551234567",
        "WhatsApp 13800138000",
        "微信：13800138000",
        "电话 0755-12345678",
        "Téléphone : 01 23 45 67 89",
        "Appelez 01 23 45 67 89",
        "Llámenos al 91 123 45 67",
        "電話番号 03-1234-5678",
        "هاتف 01 2345 6789",
    ],
)
def test_a_telephone_number(text):
    assert found(f"Questions? {text} any time") == ["a telephone number"]


@pytest.mark.parametrize(
    "text",
    [
        "EAN 4006381333931",
        "4006381333931",
        "UPC 036000291452, GTIN 14006381333938",
        "Part number 0445-110-369",
        "OEM 1K0 615 301 AA, 5Q0615301F, 8N0 407 151 C",
        "Replaces 481-248-058-322 and 00144978",
        "Compatible with 555-123-4567",
        "Ersatzteil 123-456-7890",
        "120 x 60 x 75 cm, 1200 x 600 x 750 mm",
        "120/60/75/100/240",
        "100-240 V, 50/60 Hz, 3000-6500 K",
        "10000 20000 30000 mAh",
        "for mobile 10000 20000mAh",
        "iPhone 11 12 13 14 15 16",
        "Phone stand 4.7-6.7 inch, 2022 2023 2024",
        "Call of Duty 2022 2023",
        "Modes: +100 200 300 lm",
        "1.234.567,89 / 1,234,567.89",
        "ISBN 978-0-306-40615-7",
        "DIN EN 60335-1:2012-10, ISO 9001:2015",
        "2026-11-20 08:41:30",
        "Model 6205-2RS 6206-2RS 6207-2RS",
        "Size 36 37 38 39 40 41 42",
        "Art.-Nr. 0800 1234567",
    ],
)
def test_numbers_that_are_no_telephone(text):
    assert found(text) == found(text, "US") == []


def test_a_bare_number_of_north_america_counts_there_alone():
    assert (
        telephone_in("Questions 555-234-5678", "US") == telephone_in("Questions 555-234-5678", "CA") == "555-234-5678"
    )
    assert telephone_in("Questions 555-234-5678", "DE") is None
    assert telephone_in("Questions 155-034-5678", "US") is None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com",
        "http://x.cn/a",
        "WWW.EXAMPLE.COM",
        "example.com",
        "Example.Com",
        "shop.example.co.uk",
        "my-shop.de",
        "example.it/hose",
        "wa.me/4917012345",
        "bit.ly/abc",
    ],
)
def test_a_link(text):
    assert found(f"See {text} for more") == ["a link"]
    assert found(f"See {text}.") == ["a link"]


@pytest.mark.parametrize(
    "text",
    [
        "Waterproof.In summer and winter",
        "waterproof.in summer",
        "bello.it è",
        "No.1, 3.5mm, 1.5.2, v2.0.de",
        "etc.se rostfritt",
        "e.g. i.e. z.B. u.a.",
        "Dr.com",
        "M8.8 A2.70",
        "Bluetooth 5.3, USB 3.2 Gen.2",
    ],
)
def test_full_stops_that_are_no_link(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("info@example.com", ["an e-mail address"]),
        ("Info @ example.co.uk", ["an e-mail address"]),
        ("info(at)example(dot)com", ["an e-mail address"]),
        ("20W@12V, 5A@5.0V", []),
        ("<b>bold</b>", ["HTML"]),
        ('<a href="x">', ["HTML"]),
        ("</p>", ["HTML"]),
        ("<br/>", ["HTML"]),
        ("&nbsp;", ["HTML"]),
        ("&#8482;", ["HTML"]),
        ("&#x2122;", ["HTML"]),
        ("<10 lb, >5 kg, <<Size>>", []),
        ("a < b > c", []),
        ("<Style 4301>", []),
        ("R&D; black&white;", []),
        ("Salt & pepper", []),
    ],
)
def test_addresses_and_html(text, kinds):
    assert found(text) == kinds


@pytest.mark.parametrize("piece", ["a", "a.", "a@", "@a", "<a ", "=", "1 ", "+49 ", "tel. ", ".com", "&a", "("])
def test_long_texts_are_looked_through(piece):
    """A description may have a million characters: no pattern may go back to its beginning for each."""
    text = f"<a {piece * (60_000 // len(piece))} @@"
    assert telephone_in(text, "US") is None
    assert "a telephone number" not in found(text)
