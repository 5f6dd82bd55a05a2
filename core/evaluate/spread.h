// The mean and standard deviation of some values.
#pragma once

#include <vector>

namespace gan {

struct Spread {
  double mean = 0;
  double deviation = 0;  // standard deviation, unbiased; 0 for a single value
};

// values  at least one
Spread spread_of(const std::vector<double>& values);

}  // namespace gan
