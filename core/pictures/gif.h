// Animated GIFs. A palette of 256 colours holds every grey level, so a grey frame loses nothing. A
// frame in colour has a palette of its own: of its colours if they are at most 256, else of as many
// that the median cut (Heckbert 1982) chooses.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <vector>

namespace gan {

// Writes the frames as a GIF that loops forever.
// frames             uint8 [C, height, width], all of the same shape; at least one
// frames_per_second  in (0, 50]: browsers slow down faster ones
// throws             Error naming the path: frames of different sizes or over 65535 pixels a side;
//                    the disk
void write_gif(const std::filesystem::path& path, const std::vector<torch::Tensor>& frames,
               double frames_per_second);

}  // namespace gan
