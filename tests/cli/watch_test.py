"""`watch`: the report's page over HTTP, live while a run trains."""

import os
import re
import signal
import socket
import time
import unittest
import urllib.error
import urllib.request

from browser import open_browser
from harness import LIMIT_SECONDS, CliTest
from selenium.webdriver.common.by import By


class Watch(CliTest):
    def start_watch(self, *arguments):
        """Watches on a free port. Returns the process and the page's address."""
        process = self.start("watch", *arguments, "--port", 0)
        line = process.stderr.readline().decode()
        match = re.match(r"(http://127\.0\.0\.1:\d+/) .*Ctrl-C", line)
        self.assertTrue(match, line)
        return process, match.group(1)

    def get(self, address, **headers):
        """Status and body."""
        request = urllib.request.Request(address, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=LIMIT_SECONDS) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, b""

    def wait_for(self, condition):
        deadline = time.monotonic() + LIMIT_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), deadline, "the condition never held")

    def test_the_page_follows_the_training_and_leaves_it_alone(self):
        config = self.write_config(train={"epochs": 8})
        self.run_cli(config, "--run", "runs/alone")
        watched = self.write_config("watched", train={"epochs": 8})
        self.run_cli(watched, "--train.epochs", 3)
        process, address = self.start_watch("runs/watched")
        with open_browser() as browser:
            browser.get(address)
            shown = lambda: browser.find_element(By.ID, "runs").text
            self.wait_for(lambda: re.search(r"Epoch\n3 of 3\n", shown()))
            self.assertEqual(browser.find_element(By.ID, "epoch-shown").text, "3")
            self.run_cli("resume", "runs/watched", "--train.epochs", 8)
            self.wait_for(lambda: re.search(r"Epoch\n8 of 8\n", shown()))
            self.assertEqual(browser.find_element(By.ID, "epoch-shown").text, "8")
            self.wait_for(lambda: browser.execute_script(
                "const image = document.querySelector('#grids img');"
                "return image.complete && image.naturalWidth > 0"))
            self.assertEqual([url for url in browser.requests() if not url.startswith(address)
                              and not url.startswith("data:")], [])
            self.assertEqual(browser.complaints(), [])
            subtitle = lambda: browser.find_element(By.ID, "subtitle").text
            live = subtitle()
            process.send_signal(signal.SIGINT)
            process.wait()
            self.wait_for(lambda: subtitle() != live)
        for part in ("samples", "checkpoints"):
            ours, expected = (self.snapshot(f"runs/{run}/{part}") for run in ("watched", "alone"))
            self.assertEqual(ours.keys(), expected.keys())
        self.assertEqual(self.snapshot("runs/watched/samples"),
                         self.snapshot("runs/alone/samples"))
        self.assertEqual(self.metrics("runs/watched"), self.metrics("runs/alone"))

    def test_only_the_runs_own_pictures_are_to_be_had(self):
        self.train_once("runs/tiny")
        _, address = self.start_watch("runs/tiny")
        grid = self.folder / "runs/tiny/samples/epoch-0002.png"
        self.assertEqual(self.get(f"{address}run/0/epoch-0002.png"), (200, grid.read_bytes()))
        for path in ("run/1/epoch-0002.png", "run/0/epoch-0099.png", "run/0/../config.json",
                     "run/0/config.json", "run/0/epoch-0002.png/../../../log.txt",
                     "run/-1/real.png", "run/0/%2e%2e%2fconfig.json", "etc/passwd",
                     "run/0/epoch-999999999999999999.png", "run/99999999999999999999/real.png"):
            self.assertEqual(self.get(address + path)[0], 404, path)

    def test_a_page_under_another_name_is_refused(self):
        self.train_once("runs/tiny")
        _, address = self.start_watch("runs/tiny")
        self.assertEqual(self.get(f"{address}data.json")[0], 200)
        for name, status in (("evil.example", 403), ("127.evil.example", 403), ("", 403),
                             ("LOCALHOST:1", 200), ("[::1]:1", 200)):
            self.assertEqual(self.get(f"{address}data.json", Host=name)[0], status, name)

    def test_parts_of_a_page_are_not_to_be_had(self):
        self.train_once("runs/tiny")
        _, address = self.start_watch("runs/tiny")
        self.assertEqual(self.get(f"{address}data.json", Range="bytes=0-,0-")[0], 416)

    def test_a_request_with_a_body_is_refused_before_its_body_came(self):
        self.train_once("runs/tiny")
        _, address = self.start_watch("runs/tiny")
        port = int(address.split(":")[2].rstrip("/"))
        with socket.create_connection(("127.0.0.1", port), LIMIT_SECONDS) as connection:
            connection.sendall(b"POST /data.json HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                               b"Content-Length: 1099511627776\r\n\r\n")
            self.assertRegex(connection.recv(4096), rb"\AHTTP/1.1 413 ")

    def test_it_listens_on_loopback_alone_and_names_a_port_that_is_taken(self):
        self.train_once("runs/tiny")
        process, address = self.start_watch("runs/tiny")
        port = address.split(":")[2].rstrip("/")
        listening = []
        for table in ("tcp", "tcp6"):
            with open(f"/proc/{process.pid}/net/{table}") as lines:
                listening += [line.split()[1] for line in lines
                              if line.split()[1].endswith(f":{int(port):04X}") and
                              line.split()[3] == "0A"]
        self.assertEqual(listening, [f"0100007F:{int(port):04X}"])
        self.assert_error(1, ["watch", "runs/tiny", "--port", port],
                          ("--host", "--port", "127.0.0.1", port))

    def test_a_run_that_goes_away_and_comes_back_is_shown_again(self):
        self.train_once("runs/tiny")
        _, address = self.start_watch("runs/tiny")
        os.rename(self.folder / "runs/tiny", self.folder / "runs/elsewhere")
        self.assertEqual(self.get(f"{address}data.json")[0], 404)
        os.rename(self.folder / "runs/elsewhere", self.folder / "runs/tiny")
        self.assertEqual(self.get(f"{address}data.json")[0], 200)

    def test_a_folder_without_a_run_is_refused(self):
        self.assert_error(1, ["watch", "data"], ("data", "config.json", "gan-train train"))


if __name__ == "__main__":
    unittest.main()
