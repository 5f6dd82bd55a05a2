"""`report`: the page as a browser shows it, of a run that this test trains."""

import base64
import json
import math
import os
import pathlib
import re
import shutil
import signal
import unittest

import numpy as np
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import open_browser
from evaluate_test import striped_images, write_data
from harness import CliTest

SCREENSHOTS = os.environ.get("GAN_SCREENSHOTS")  # a folder, for a person to look at them


class Report(CliTest):
    browser = None

    @classmethod
    def setUpClass(cls):
        context = open_browser()
        cls.browser = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)

    def setUp(self):
        super().setUp()
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")}
        self.browser.requests()
        self.browser.complaints()
        self.browser.look(1280, 900, is_dark=False)

    def start(self, *arguments, **options):
        return super().start(*arguments, env=self.environment, **options)

    def open_report(self, *runs, warnings=""):
        stderr = self.run_cli("report", *runs, "-o", "out/report.html")
        self.assertRegex(stderr, rf"\A{warnings}out/report.html: {len(runs)} runs?, \d\.\d MB; .*\n\Z")
        page = self.folder / "out/report.html"
        self.browser.get(page.as_uri())
        return page

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector="body"):
        return self.find(selector).text

    def chart(self, title, expression):
        """What a JavaScript expression of `entry`, the chart of that title, gives."""
        return self.browser.execute_script(
            f"const entry = charts.get({json.dumps(title)}); return {expression};")

    def shown_grid(self):
        """The PNG of the first picture under Samples."""
        return base64.b64decode(self.find("#grids img").get_attribute("src").split(",", 1)[1])

    def assert_quiet(self):
        """No errors, and nothing was asked for but the file itself."""
        self.assertEqual(self.browser.complaints(), [])
        asked = self.browser.requests()
        self.assertEqual([url for url in asked if not url.startswith(("file:", "data:"))], [])
        self.assertEqual(len([url for url in asked if url.startswith("file:")]), 1, asked)

    def train_judged(self, name="judged", **changes):
        data = self.folder / "data/striped"
        if not data.exists():
            write_data(data, train=striped_images(240, 1), test=striped_images(60, 2))
        config = self.write_config(name, **{
            "data": {"folder": "data/striped"}, "evaluate": {"every_epochs": 1, "count": 60},
            **changes})
        self.run_cli(config)
        return f"runs/{name}"


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

    def check_values(self, run):
        lines = self.metrics(run)
        train = [line for line in lines if line["split"] == "train"]
        points = self.chart("Losses, nats", "entry.curves[0].points")
        self.assertEqual(len(points), len(train))
        for point, line in zip(points, train):
            self.assertAlmostEqual(point["x"], line["step"] / 24)
            self.assertTrue(math.isclose(point["y"], line["loss.discriminator"], rel_tol=1e-4))
        floor = next(line for line in lines if line["split"] == "floor")
        dashed = self.chart("Frechet distance (lower)", "entry.curves[1].points")
        self.assertTrue(math.isclose(dashed[0]["y"], floor["frechet"], rel_tol=1e-4))
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
        self.assertIn("Some epochs are left out here", self.text("#samples-hint"))


def brightness(colour):
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3])


class SeveralRuns(Report):
    def test_curves_are_over_each_other_and_differences_in_a_table(self):
        self.run_cli(self.write_config("one"))
        self.run_cli(self.write_config("two", train={"epochs": 2}, seed=7))
        self.open_report("runs/one", "runs/two")
        self.assertEqual(self.chart("Losses, nats: D", "entry.curves.map((curve) => curve.label)"),
                         ["one train", "one validation", "two train", "two validation"])
        rows = [[cell.text for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
                for row in self.browser.find_elements(By.CSS_SELECTOR, "#differences-table tr")]
        self.assertEqual(rows, [["", "one", "two"], ["seed", "1", "7"], ["train.epochs", "4", "2"]])
        captions = [caption.text for caption in
                    self.browser.find_elements(By.CSS_SELECTOR, "#grids figcaption")]
        self.assertEqual(captions, ["one, epoch 4", "two, epoch 2 (its nearest before)",
                                    "Real images"])
        self.assertFalse(self.find("#quality").is_displayed())
        self.assert_quiet()

    def test_runs_of_one_name_are_told_apart(self):
        self.train_once("a/tiny")
        shutil.copytree(self.folder / "a", self.folder / "b")
        self.open_report("a/tiny", "b/tiny")
        self.assertIn("a/tiny: complete", self.text("#runs"))
        self.assertIn("b/tiny: complete", self.text("#runs"))


class States(Report):
    def test_a_run_in_training_a_stopped_and_a_killed_one_say_so(self):
        config = self.write_config(train={"epochs": 1000000})
        process = self.start(config)
        lines = self.folder / "runs/tiny/metrics.jsonl"
        self.stop_when(process, lambda: lines.exists() and lines.stat().st_size > 0,
                       signal.SIGSTOP)
        self.open_report("runs/tiny")
        self.assertIn("tiny: training", self.text("#runs"))
        self.assertIn(f"Process\n{process.pid}", self.text("#runs"))
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.open_report("runs/tiny")
        self.assertIn("tiny: interrupted", self.text("#runs"))
        process = self.start("resume", "runs/tiny")
        begun = lines.stat().st_size
        self.stop_when(process, lambda: lines.stat().st_size != begun, signal.SIGTERM)
        process.wait()
        self.open_report("runs/tiny")
        self.assertIn("tiny: stopped", self.text("#runs"))
        self.assert_no_faults()

    def assert_no_faults(self):
        self.assertEqual(self.text("#notices"), "")

    def test_damaged_files_are_named_and_the_rest_is_shown(self):
        self.train_once("runs/tiny")
        run = self.folder / "runs/tiny"
        (run / "config.json").write_text('{"seed": 1')
        with open(run / "metrics.jsonl", "a") as file:
            file.write('{"step":\n{"step":3}\n[1]\n\xff\n')
            beyond = {"step": 12, "epoch": 4, "images": 240}
            for change in ({"split": "other"}, {"split": "train", "epoch": 1e300},
                           {"split": "train", "step": -1}):
                file.write(json.dumps({**beyond, **change}) + "\n")
            file.write(json.dumps({**beyond, "split": "train", "images_per_second": "x"}) + "\n")
        grid = run / "samples/epoch-0002.png"
        grid.write_bytes(grid.read_bytes()[:-7])
        newest = self.checkpoints("runs/tiny")[-1]
        newest.write_bytes(newest.read_bytes()[:1000])
        names = ["config.json: damaged, not a config; left out",
                 "metrics.jsonl: 7 lines are damaged; left out",
                 "samples/epoch-0002.png: damaged, not a whole PNG; left out",
                 f"checkpoints/{newest.name}: "]
        warnings = "".join(f"gan-train: warning: runs/tiny/{re.escape(name)}.*\n"
                           for name in names)
        self.open_report("runs/tiny", warnings=warnings)
        notices = self.text("#notices")
        for name in names:
            self.assertIn(f"tiny: runs/tiny/{name}", notices)
        self.assertEqual(self.browser.execute_script(
            "return data.runs[0].grids.map((grid) => grid.epoch)"), [0, 1, 3, 4])
        self.assertEqual(self.chart("Losses, nats", "entry.curves[0].points.length"), 13)
        self.assert_quiet()

    def test_names_are_shown_and_never_run(self):
        name = "<img src=x onerror=alert(1)><!--<script>"
        self.train_once(f"runs/{name}")
        self.open_report(f"runs/{name}")
        self.assertEqual(self.text("#title"), name)
        self.assert_quiet()

    def test_a_folder_without_a_run_is_refused(self):
        self.assert_error(1, ["report", "data"], "data: holds no run (no config.json, no "
                          "checkpoint); name a folder that gan-train train made")
        self.assert_error_matches(2, ["report"], r"run is required; .*")


if __name__ == "__main__":
    unittest.main()
