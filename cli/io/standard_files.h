// The three descriptors that a program is started with.
#pragma once

namespace electra::cli {

// Takes the place of those of 0, 1 and 2 that are closed, so that no file opened later is given one of their numbers:
// messages would be written into results. Reading and writing there fail as with a closed descriptor. To be called
// before anything is opened.
void hold_standard_files();

// Whether that one was closed, and is held now.
bool is_held(int descriptor);

}  // namespace electra::cli
