#include <gtest/gtest.h>

#include <stdexcept>

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" void sgemm_(const char* transa, const char* transb, const int* m, const int* n,
                       const int* k, const float* alpha, const float* a, const int* lda,
                       const float* b, const int* ldb, const float* beta, float* c, const int* ldc);

namespace gan {

TEST(Sgemm, MultipliesColumnMajorMatrices) {
  const float a[] = {1, 2, 3, 4, 5, 6};  // 2 x 3
  const float b[] = {1, 0, 2};           // 3 x 1
  float c[] = {7, 7};
  const int m = 2, n = 1, k = 3;
  const float one = 1, zero = 0;
  sgemm_("N", "N", &m, &n, &k, &one, a, &m, b, &k, &zero, c, &m);
  EXPECT_EQ(c[0], 11);  // 1 * 1 + 3 * 0 + 5 * 2
  EXPECT_EQ(c[1], 14);  // 2 * 1 + 4 * 0 + 6 * 2
}

TEST(Sgemm, ThrowsWhereOnednnCannotMultiply) {
  const float a[4] = {}, b[4] = {};
  float c[4] = {};
  const int two = 2, one_row = 1;
  const float one = 1, zero = 0;
  EXPECT_THROW(sgemm_("N", "N", &two, &two, &two, &one, a, &one_row, b, &two, &zero, c, &two),
               std::runtime_error);  // a's columns would overlap
}

}  // namespace gan
