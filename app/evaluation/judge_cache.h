// Judges that were trained before. Training one takes most of a minute, so each is kept under the
// version of its training and the checksum of what it was trained on,
//   ${XDG_CACHE_HOME:-$HOME/.cache}/gan-train/judge-1-xxxxxxxx.pt:
// a dict of tensors under a checksum of its own, which Python's torch.load() and
// load_state_dict() take.
#pragma once

#include "app/terminal/session.h"
#include "core/evaluate/evaluate.h"

namespace gan {

struct CachedJudge {
  Judge judge;
  bool was_cached;
};

// The judge of these images and labels, from the cache; else trained now and kept there. Says
// which, and warns where the file cannot be read, is damaged or not such a judge's, or cannot be
// written.
CachedJudge load_or_train_judge(const Images& images, const Labels& labels, const Session& session);

}  // namespace gan
