"""PDF files written by hand, to say where on a page each word and each rule stands.

In: pages of texts with their place, and of rules. Out: the bytes of a PDF. It knows nothing of the pipeline.
"""

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
FONTS = {"": "Helvetica", "bold": "Helvetica-Bold"}


@dataclass
class Sheet:
    """A page of which the places are counted from the upper left corner; `at` draws in the order of the calls."""

    drawn: list[str] = field(default_factory=list)

    def at(self, x: float, y: float, text: str, size: float = 10, font: str = "", turned: bool = False) -> "Sheet":
        letters = text.encode("cp1252").decode("latin-1")
        for sign in "\\()":
            letters = letters.replace(sign, "\\" + sign)
        matrix = f"0 1 -1 0 {x} {HEIGHT - y}" if turned else f"1 0 0 1 {x} {HEIGHT - y}"
        self.drawn.append(f"BT /{'B' if font else 'R'} {size} Tf {matrix} Tm ({letters}) Tj ET")
        return self

    def lines(self, x: float, y: float, *texts: str, size: float = 10, step: float = 12, font: str = "") -> "Sheet":
        for number, text in enumerate(texts):
            self.at(x, y + number * step, text, size, font)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Sheet":
        self.drawn.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def grid(self, xs: list[float], ys: list[float]) -> "Sheet":
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def picture(self) -> "Sheet":
        self.drawn.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")
        return self


def write_pdf(*sheets: Sheet, more: str = "") -> bytes:
    """The file; `more`: entries of the first page."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(sheets)} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(len(sheets)))}] >>",
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{f} /Encoding /WinAnsiEncoding >>" for f in FONTS.values()),
    ]
    for number, sheet in enumerate(sheets):
        content = "\n".join(sheet.drawn)
        fonts = "/Resources << /Font << /R 3 0 R /B 4 0 R >> >>"
        extra = more if number == 0 else ""
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {6 + 2 * number} 0 R {extra}"
        objects.append(f"<< /Type /Page /Parent 2 0 R {fonts} {box} >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return f"{out}{head}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")
