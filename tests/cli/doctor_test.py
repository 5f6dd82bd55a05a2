"""gan-train doctor measures this machine, and says what limits it."""

import json
import math
import os
import unittest

from harness import CliTest


class Doctor(CliTest):
    def examine(self, env=None, **options):
        process = self.start("doctor", "--json", env=env, **options)
        stdout, stderr = process.communicate(timeout=60)
        self.assertEqual((process.returncode, stderr), (0, b""))
        return json.loads(stdout)

    def mended(self, examination):
        return "\n".join(finding["text"] for finding in examination["findings"]
                         if not finding["is_well"])

    def test_says_well_or_mend_of_each_thing(self):
        before = self.snapshot()
        lines = self.print_cli("doctor").splitlines()
        for line in lines:
            self.assertRegex(line, r"\A(well|mend): \S")
        for thing in ("cores", "threads", "instruction sets", "float32 products",
                      "bfloat16 products", "LibTorch", "memory", "CUDA", "fsync"):
            self.assertEqual(sum(line[6:].startswith(thing) for line in lines), 1, lines)
        self.assertEqual(self.snapshot(), before)

    def test_measures_what_can_be(self):
        examination = self.examine()
        self.assertEqual(examination["allowed_processors"], len(os.sched_getaffinity(0)))
        self.assertLessEqual(examination["cores"], examination["allowed_processors"])
        page, pages = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
        self.assertEqual(examination["memory_bytes"], page * pages)
        # Nothing is faster than the peak, but for what other programs disturb.
        self.assertLess(examination["float32_gflops"], 1.3 * examination["peak_gflops"])
        self.assertGreater(examination["float32_gflops"], 0.05 * examination["peak_gflops"])
        for figure in ("bfloat16_gflops", "libtorch_gflops", "memory_gigabytes_per_second",
                       "fsync_seconds"):
            self.assertGreater(examination[figure], 0)

    def test_knows_the_affinity(self):
        processor = min(os.sched_getaffinity(0))
        examination = self.examine(preexec_fn=lambda: os.sched_setaffinity(0, {processor}))
        self.assertEqual((examination["cores"], examination["threads"]), (1, 1))

    def test_names_an_omp_num_threads_that_fits_ill(self):
        examination = self.examine({"OMP_NUM_THREADS": "5"})
        self.assertEqual(examination["threads"], 5)
        quota = examination["quota_cores"] or math.inf
        best = min(examination["cores"], math.ceil(min(quota, 1000)))
        self.assert_names(self.mended(examination), "OMP_NUM_THREADS", f"--threads {best}")

    def test_a_folder_that_cannot_be_written_is_named(self):
        process = self.start("doctor", "--json", cwd="/proc")
        stdout, _ = process.communicate(timeout=60)
        examination = json.loads(stdout)
        self.assertIsNone(examination["fsync_seconds"])
        self.assert_names(self.mended(examination), "fsync", "write")


class Threads(CliTest):
    def opening(self, value, *arguments):
        config = self.write_config(threads=0)
        process = self.start("train", config, "--dry-run", *arguments,
                             env={"OMP_NUM_THREADS": value})
        return self.finish(process)

    def test_omp_num_threads_is_taken_and_named(self):
        for value, count in (("3", "3 threads"), ("2,5", "2 threads"), ("1", "1 thread")):
            code, stderr = self.opening(value)
            self.assertEqual(code, 0, stderr)
            self.assertIn(f", {count} (OMP_NUM_THREADS), ", stderr.splitlines()[0])

    def test_the_setting_comes_before_it(self):
        code, stderr = self.opening("3", "--threads", "2")
        self.assertEqual(code, 0, stderr)
        self.assertIn(", 2 threads, ", stderr.splitlines()[0])

    def test_one_that_is_no_number_is_refused(self):
        code, stderr = self.opening("4x")
        self.assertEqual(code, 2, stderr)
        fault = [line for line in stderr.splitlines() if line.startswith("gan-train: ")]
        self.assert_names("\n".join(fault), "OMP_NUM_THREADS", "got 4x", "unset it")


if __name__ == "__main__":
    unittest.main()
