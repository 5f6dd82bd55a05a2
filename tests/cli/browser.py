"""A headless Chromium for tests of pages, and what it asked the network for."""

import base64
import contextlib
import json

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service


class Browser(webdriver.Chrome):
    def __init__(self):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--force-device-scale-factor=1"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        super().__init__(service=Service("/usr/bin/chromedriver"), options=options)

    def look(self, width, height, is_dark):
        """Sets the window's size in pixels and what the system prefers, and waits for the page."""
        self.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}]})
        # The page hears of it before its next frame is drawn, not before this call returns.
        self.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    def save_whole_page(self, path):
        size = self.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        picture = self.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "scale": 1,
                                                    "width": size["width"],
                                                    "height": size["height"]}})
        path.write_bytes(base64.b64decode(picture["data"]))

    def requests(self):
        """Addresses asked for since the last call."""
        events = (json.loads(entry["message"])["message"] for entry in self.get_log("performance"))
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        """Errors and warnings of the page's console since the last call."""
        return [entry["message"] for entry in self.get_log("browser")]


@contextlib.contextmanager
def open_browser():
    browser = Browser()
    try:
        yield browser
    finally:
        browser.quit()
