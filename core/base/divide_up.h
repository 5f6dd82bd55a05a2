// Whole-number division that rounds up, for counts: 5 images in batches of 2 are 3 batches.
#pragma once

namespace gan {

// a        at least 0
// b        at least 1; a + b - 1 must fit the type
// returns  a / b, rounded up
template <typename Whole>
constexpr Whole divide_up(Whole a, Whole b) {
  return (a + b - 1) / b;
}

}  // namespace gan
