// LibTorch multiplies matrices through the BLAS symbol sgemm_. We define and export it here to call
// oneDNN, which LibTorch needs anyway, so that the speed does not depend on the installed BLAS:
// Debian's default is thirty times slower. BLAS is column-major, oneDNN row-major: swapping the
// factors converts one to the other. A LibTorch that contains its own BLAS never calls this.
#include <dnnl.h>

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" void sgemm_(const char* transa, const char* transb, const int* m, const int* n,
                       const int* k, const float* alpha, const float* a, const int* lda,
                       const float* b, const int* ldb, const float* beta, float* c,
                       const int* ldc) {
  dnnl_sgemm(*transb, *transa, *n, *m, *k, *alpha, b, *ldb, a, *lda, *beta, c, *ldc);
}
