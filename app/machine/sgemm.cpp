// LibTorch multiplies matrices through the BLAS symbol sgemm_. We define and export it here to call
// oneDNN, which LibTorch needs anyway, so that the speed does not depend on the installed BLAS:
// Debian's default is thirty times slower. BLAS is column-major, oneDNN row-major: swapping the
// factors converts one to the other. A LibTorch that contains its own BLAS never calls this. BLAS
// has no way to report a failure, and a product that was not computed must not be used: it throws.
#include <dnnl.h>

#include <new>
#include <stdexcept>
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" void sgemm_(const char* transa, const char* transb, const int* m, const int* n,
                       const int* k, const float* alpha, const float* a, const int* lda,
                       const float* b, const int* ldb, const float* beta, float* c,
                       const int* ldc) {
  const dnnl_status_t status =
      dnnl_sgemm(*transb, *transa, *n, *m, *k, *alpha, b, *ldb, a, *lda, *beta, c, *ldc);
  if (status == dnnl_out_of_memory) throw std::bad_alloc();
  if (status != dnnl_success)
    throw std::runtime_error("oneDNN: sgemm failed with status " + std::to_string(status));
}
