// LibTorch multiplies matrices through the BLAS symbol sgemm_. Defined and exported here, it
// reaches oneDNN, which LibTorch brings along anyway, so speed does not hang on which BLAS is
// installed: Debian's default is thirty times slower. BLAS counts columns first, oneDNN rows:
// swapping the factors turns one into the other. A LibTorch that carries its own BLAS never calls
// this.
#include <dnnl.h>

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" void sgemm_(const char* transa, const char* transb, const int* m, const int* n,
                       const int* k, const float* alpha, const float* a, const int* lda,
                       const float* b, const int* ldb, const float* beta, float* c,
                       const int* ldc) {
  dnnl_sgemm(*transb, *transa, *n, *m, *k, *alpha, b, *ldb, a, *lda, *beta, c, *ldc);
}
