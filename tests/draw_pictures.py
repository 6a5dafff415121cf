"""`make pictures`: draws the PNG of each picture anew, for channels that show no SVG."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.widget.conftest import CHROMIUM, QUIET

PICTURES = Path(__file__).parents[1] / "widget" / "pictures"
SHARPNESS = 2  # pixels of the PNG for each of the drawing
COLOURS = 128  # a drawing has few: the file is a third of the size


def draw() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(device_scale_factor=SHARPNESS)
        for drawing in sorted(PICTURES.glob("*.svg")):
            page.goto(drawing.as_uri())
            page.locator("svg").screenshot(path=drawing.with_suffix(".png"))
            seen = Image.open(drawing.with_suffix(".png")).convert("RGB")
            few = seen.quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
            few.save(drawing.with_suffix(".png"), optimize=True)
        browser.close()


if __name__ == "__main__":
    draw()
