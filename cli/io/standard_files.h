// The three descriptors that a program is started with. What is held is noted once for the process: any thread may ask.
#pragma once

namespace electra::cli {

// Takes the place of those of 0, 1 and 2 that are closed, so that no file opened later is given one of their numbers:
// messages would be written into results. Reading and writing there fail as with a closed descriptor. To be called
// before anything is opened. REQUIRES: the process has one thread.
void hold_standard_files();

// Whether that one was closed, and is held now. REQUIRES: 0 to 2.
bool is_held(int descriptor);

}  // namespace electra::cli
