"""What tests of the report's page stand on: a run's page in a browser."""

import base64
import json

from selenium.webdriver.common.by import By

from browser import open_browser
from harness import CliTest


class Report(CliTest):
    browser = None

    @classmethod
    def setUpClass(cls):
        context = open_browser()
        cls.browser = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)

    def setUp(self):
        super().setUp()
        self.browser.requests()
        self.browser.complaints()
        self.browser.look(1280, 900, is_dark=False)

    def open_report(self, *runs, faults=()):
        """faults  that the command warns of, as in assert_told()"""
        stderr = self.run_cli("report", *runs, "-o", "out/report.html")
        told = self.warnings(stderr)
        self.assert_told(told, "warning", *faults)
        self.assertRegex(stderr.replace(told, ""), rf"\Aout/report.html: {len(runs)} run.*\n\Z")
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
