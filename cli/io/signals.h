// What the program does when it is told to end, and when a file that it reads is cut short.
#pragma once

namespace electra::cli {

// SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGXCPU remove the temporary files and the line of progress, then end the
// process as they always do, so that a shell sees it; those that are ignored stay ignored (nohup, jobs in the
// background). A mapped file that loses pages, or whose disk fails, ends it with a message and ExitCode::failed, and
// nothing is left behind either. What else SIGBUS says ends the process as ever. SIGPIPE and SIGXFSZ become errors of
// write(). Call it once, before other threads run.
void handle_signals();

}  // namespace electra::cli
