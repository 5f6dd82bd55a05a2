"""`report`: the page as a browser shows it, of a run that this test trains."""

import base64
import math
import os
import pathlib
import re
import shutil
import unittest

import numpy as np
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from evaluation import striped_images, write_data
from report_page import Report

SCREENSHOTS = os.environ.get("GAN_SCREENSHOTS")  # a folder, for a person to look at them


def brightness(colour):
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3])


class OneRun(Report):
    def test_it_shows_the_run_and_asks_nobody(self):
        run = self.train_judged(train={"epochs": 3})
        self.run_cli("resume", run, "--epochs", 5)
        self.open_report(run)
        self.assertIn("judged: complete", self.text("#runs"))
        self.assertRegex(self.text("#runs"), r"Epoch\n5 of 5\n")
        self.assertRegex(self.text("#runs"), r"Best frechet\n\S+ at epoch \d")
        self.check_values(run)
        self.check_slider(run)
        self.check_curves()
        self.check_controls()
        self.check_keyboard()
        self.check_looks()
        self.check_print()
        self.assert_quiet()

    def train_judged(self, name="judged", **changes):
        data = self.folder / "data/striped"
        if not data.exists():
            write_data(data, train=striped_images(240, 1), test=striped_images(60, 2))
        config = self.write_config(name, **{
            "data": {"folder": "data/striped"}, "evaluate": {"every_epochs": 1, "count": 60},
            **changes})
        self.run_cli(config)
        return f"runs/{name}"

    def check_values(self, run):
        lines = self.metrics(run)
        train = [line for line in lines if line["split"] == "train"]
        points = self.chart("Losses, nats", "entry.curves[0].points")
        self.assertEqual(len(points), len(train))
        for point, line in zip(points, train):
            self.assertAlmostEqual(point["x"], line["step"] / 24)
            self.assertTrue(math.isclose(point["y"], line["loss.discriminator"], rel_tol=1e-4))
        real = next(line for line in lines if line["split"] == "real")
        dashed = self.chart("Frechet distance (lower)", "entry.curves[1].points")
        self.assertTrue(math.isclose(dashed[0]["y"], real["frechet"], rel_tol=1e-4))
        self.assertEqual(self.chart("Losses, nats", "entry.chart.resumeMarks"), [3])
        last = [line for line in lines if line["split"] == "evaluation"][-1]
        shown = self.find("#quality-table tr:nth-child(2) td:nth-child(2)").text
        self.assertTrue(math.isclose(float(shown.replace(",", "")), last["frechet"],
                                     rel_tol=1e-3))

    def check_slider(self, run):
        samples = self.folder / run / "samples"
        self.assertEqual(self.text("#epoch-shown"), "5")
        self.assertEqual(self.shown_grid(), (samples / "epoch-0005.png").read_bytes())
        slider = self.find("#epoch")
        for _ in range(3):
            slider.send_keys(Keys.ARROW_LEFT)
        self.assertEqual(self.text("#epoch-shown"), "2")
        self.assertEqual(self.shown_grid(), (samples / "epoch-0002.png").read_bytes())
        real = self.browser.find_elements(By.CSS_SELECTOR, "#grids img")[1]
        self.assertEqual(base64.b64decode(real.get_attribute("src").split(",", 1)[1]),
                         (samples / "real.png").read_bytes())
        self.find("#play").click()  # plays to the end, and stops there
        self.browser.execute_async_script("""
            const done = arguments[0];
            const look = () => $('play').textContent === 'Play' ? done() : setTimeout(look, 20);
            look();""")
        self.assertEqual(self.text("#epoch-shown"), "5")

    def check_curves(self):
        title = "Losses, nats"
        self.assertEqual(self.chart(title, "entry.curves.map((curve) => curve.label)"),
                         ["D train", "D validation", "G train", "G validation"])
        button = self.find("#charts .chart button.curve")
        self.assertEqual(button.get_attribute("aria-pressed"), "true")
        button.click()
        self.assertEqual(button.get_attribute("aria-pressed"), "false")
        visible = "[0, 1].map((at) => entry.chart.isDatasetVisible(at))"
        self.assertEqual(self.chart(title, visible), [False, True])
        button.click()
        self.assertEqual(self.chart(title, visible), [True, True])

    def check_controls(self):
        title = "Losses, nats"
        data = "entry.chart.data.datasets[0].data.map((point) => point.y)"
        plain = self.chart(title, data)
        for _ in range(50):
            self.find("#smoothing").send_keys(Keys.ARROW_RIGHT)
        smooth = self.chart(title, data)
        memory, total, weight = 0.5, 0.0, 0.0
        for value, shown in zip(plain, smooth):
            total = memory * total + (1 - memory) * value
            weight = memory * weight + 1 - memory
            self.assertAlmostEqual(shown, total / weight, places=6)
        self.find("#logarithmic").click()
        self.assertEqual(self.chart(title, "entry.chart.scales.y.type"), "logarithmic")
        self.find("#axis").send_keys("steps")
        self.assertEqual(self.chart(title, "entry.curves[1].points.map((point) => point.x)"),
                         [24, 48, 72, 96, 120])

    def check_keyboard(self):
        canvas = self.find("#charts canvas")
        canvas.send_keys(Keys.ARROW_RIGHT)
        spoken = self.browser.execute_script(
            "return document.querySelector('#charts .spoken').textContent")
        self.assertRegex(spoken, r"^D train \d\S* at \d.*, G validation \d\S* at \d+$")
        self.assertGreater(self.chart("Losses, nats", "entry.chart.tooltip.opacity"), 0)

    def check_looks(self):
        for width, name in ((1280, "desktop"), (360, "phone")):
            for is_dark in (False, True):
                self.browser.look(width, 800, is_dark)
                overflow = self.browser.execute_script(
                    "return document.documentElement.scrollWidth - innerWidth")
                self.assertLessEqual(overflow, 0, f"{name} scrolls sideways")
                page, text = self.browser.execute_script(
                    "const s = getComputedStyle(document.body);"
                    "return [s.backgroundColor, s.color]")
                self.assertEqual(brightness(page) < brightness(text), is_dark)
                if SCREENSHOTS:
                    theme = "dark" if is_dark else "light"
                    self.browser.save_whole_page(pathlib.Path(SCREENSHOTS) / f"{name}-{theme}.png")

    def check_print(self):
        """On paper the curves are for white paper, though the screen is dark."""
        self.browser.look(1280, 800, is_dark=True)
        colour = "entry.chart.data.datasets[0].borderColor"
        on_screen = self.chart("Losses, nats", colour)
        self.browser.execute_script("dispatchEvent(new Event('beforeprint'))")
        on_paper = self.chart("Losses, nats", colour)
        self.browser.execute_script("dispatchEvent(new Event('afterprint'))")
        self.browser.look(1280, 800, is_dark=False)
        self.assertNotEqual(on_paper, on_screen)
        self.assertEqual(on_paper, self.chart("Losses, nats", colour))

    def test_a_run_within_its_first_epoch_is_drawn_over_steps(self):
        self.run_cli(self.write_config(train={"steps": 8}, log={"every_steps": 4}))
        self.open_report("runs/tiny")
        self.assertEqual(self.chart("Losses, nats", "entry.curves[0].points.map((p) => p.x)"),
                         [4, 8])
        self.assertEqual(self.chart("Losses, nats", "entry.chart.options.scales.x.title.text"),
                         "step")

    def test_a_hundred_epochs_of_large_grids_stay_below_5_mb(self):
        self.train_once("runs/long")
        samples = self.folder / "runs/long/samples"
        noise = np.random.default_rng(1).integers(0, 256, (242, 242), np.uint8)
        Image.fromarray(noise).save(samples / "epoch-0000.png")  # 8 x 8 of 28 x 28, and no digits
        for epoch in range(1, 101):
            shutil.copy(samples / "epoch-0000.png", samples / f"epoch-{epoch:04}.png")
        page = self.open_report("runs/long")
        self.assertLess(page.stat().st_size, 5e6)
        epochs = self.browser.execute_script("return data.runs[0].grids.map((grid) => grid.epoch)")
        self.assertGreater(len(epochs), 30)
        self.assertEqual((epochs[0], epochs[-1]), (0, 100))
        self.assertIn("samples/", self.text("#samples-hint"))  # where those left out are


if __name__ == "__main__":
    unittest.main()
