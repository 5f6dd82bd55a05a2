// Animated GIFs of grey pictures. GIF's palette of 256 colours holds every grey level, so no pixel
// of a frame loses anything.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <vector>

namespace gan {

// Writes the frames as a GIF that loops forever.
// frames             uint8 [height, width], all of the same size; at least one
// frames_per_second  in (0, 50]: browsers slow down faster ones
// throws             Error naming the path: frames of different sizes or over 65535 pixels a side;
//                    the disk
void write_gif(const std::filesystem::path& path, const std::vector<torch::Tensor>& frames,
               double frames_per_second);

}  // namespace gan
