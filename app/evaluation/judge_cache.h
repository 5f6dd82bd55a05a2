// A cache of trained judges. Training one takes most of a minute, so each is stored in
//   ${XDG_CACHE_HOME:-$HOME/.cache}/gan-train/judge-1-xxxxxxxx.pt
// whose name has the version of the training and the checksum of the training data; it ends in
// -channels.pt if the judge sees the channels one by one (judge.h). The file holds a dict of
// tensors with a checksum of its own, which Python's torch.load() and load_state_dict() accept.
#pragma once

#include "app/terminal/session.h"
#include "core/evaluate/evaluate.h"

namespace gan {

struct CachedJudge {
  Judge judge;
  bool was_cached;
};

// The judge of these labelled images: from the cache, or else trained now and stored there.
// Prints which, and warns if the file cannot be read or written, is damaged, or holds another
// judge.
CachedJudge load_or_train_judge(const DataSet& data, const Session& session);

}  // namespace gan
