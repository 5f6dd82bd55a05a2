#include "core/config/resume.h"

#include "core/config/config_json.h"
#include "core/config/settings.h"

namespace gan {

bool depends_on_length(const Config& config) {
  return config.optimizer.schedule != Schedule::kConstant ||
         config.discriminator.instance_noise > 0;
}

namespace {

bool may_change(const Setting& setting, const Config& stored) {
  switch (setting.on_resume) {
    case OnResume::kFixed:
      return false;
    case OnResume::kMayChange:
      return true;
    case OnResume::kMayChangeUnlessCounted:
      break;
  }
  return !depends_on_length(stored);
}

}  // namespace

std::vector<std::string> find_resume_faults(Config stored, Config given) {
  const std::vector<Setting> before = list_settings(stored);
  const std::vector<Setting> after = list_settings(given);
  std::vector<std::string> faults;
  for (size_t i = 0; i < before.size(); ++i) {
    if (may_change(before[i], stored)) continue;
    const std::string old_value = format_value(before[i]);
    const std::string new_value = format_value(after[i]);
    if (old_value == new_value) continue;
    faults.push_back(before[i].path + ": cannot change when a run is resumed, stored " + old_value +
                     ", got " + new_value);
  }
  return faults;
}

}  // namespace gan
