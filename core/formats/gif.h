// Animated GIFs of grey pictures. GIF's palette of 256 colours holds every grey level, so each
// frame is to the pixel what a PNG of it would be.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <vector>

namespace gan {

// Writes the frames in turn, for ever from the start again.
// frames               uint8 [height, width], all of one size; at least one
// frames_per_second    in (0, 50]: browsers slow down what is faster
// throws               Error naming the path: frames of two sizes or over 65535 pixels a side, disk
void write_gif(const std::filesystem::path& path, const std::vector<torch::Tensor>& frames,
               double frames_per_second);

}  // namespace gan
