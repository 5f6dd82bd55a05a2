"""The slow reference BLAS is named in one warning; our route to oneDNN makes it harmless, and the
fused engine needs none."""

import glob
import os
import unittest

from harness import BINARY, CliTest

SLOW = glob.glob("/usr/lib/*/blas/libblas.so.3")  # Debian's libblas3
SYSTEM_BLAS = os.environ.get("GAN_TRAIN_SYSTEM_BLAS", "")


class Blas(CliTest):
    def train(self, binary, engine="autograd"):
        """The warnings of a short run that finds the reference BLAS first."""
        path = self.write_config(train={"epochs": 1}, threads=0, engine=engine)
        folder = os.path.dirname(SLOW[0])
        process = self.start(path, binary=binary, env={"LD_LIBRARY_PATH": folder})
        code, stderr = self.finish(process)
        self.assertEqual(code, 0, stderr)
        return self.warnings(stderr)

    @unittest.skipUnless(SLOW and SYSTEM_BLAS, "needs libblas3 and gan-train-system-blas")
    def test_without_onednn_the_reference_blas_is_warned_of(self):
        warning = self.train(SYSTEM_BLAS)
        self.assert_told(warning, "warning",
                         ("BLAS", "GFLOP/s", "libopenblas0-openmp", "oneDNN", "libdnnl-dev"))
        self.assertRegex(warning, r"\d+ GFLOP/s .*/libblas")

    @unittest.skipUnless(SLOW, "needs libblas3")
    def test_with_onednn_it_is_not(self):
        self.assertEqual(self.train(None), "")

    @unittest.skipUnless(SLOW and SYSTEM_BLAS, "needs libblas3 and gan-train-system-blas")
    def test_nor_under_the_fused_engine(self):
        self.assertEqual(self.train(SYSTEM_BLAS, "fused"), "")

    @unittest.skipUnless(SLOW, "needs libblas3")
    def test_a_program_found_in_path_names_onednn_too(self):
        path = self.write_config(train={"steps": 1})
        folder, name = os.path.split(BINARY)
        process = self.start(path, binary=name, env={"PATH": folder})
        code, stderr = self.finish(process)
        self.assertEqual(code, 0, stderr)
        self.assertIn("BLAS oneDNN\n", stderr)


if __name__ == "__main__":
    unittest.main()
