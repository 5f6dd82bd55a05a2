// The mean of some figures and how far they lie apart.
#pragma once

#include <vector>

namespace gan {

struct Spread {
  double mean = 0;
  double deviation = 0;  // standard deviation, unbiased; 0 for one figure
};

// values  at least one
Spread spread_of(const std::vector<double>& values);

}  // namespace gan
