// What the program does when it is told to end, and when a file that it reads is cut short.
#pragma once

namespace electra::cli {

// SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU and SIGALRM remove the temporary files and the line of progress, say how
// far the run came unless it is quiet, then end the process as they always do, so that a shell sees it; those that are
// ignored stay ignored (nohup, jobs in the background). Where that takes longer, a second SIGINT ends it at once. A
// mapped file that loses pages, or whose disk fails, ends it with a message and ExitCode::failed, and nothing is left
// behind either. What else SIGBUS says ends the process as ever. SIGPIPE and SIGXFSZ become errors of write(). Call it
// once, on the thread that will write results, before other threads run.
void handle_signals();

// While one lives, those signals wait, so that what is begun is whole when the process ends: records that are being
// written. They wait for a second at most, and not for a second signal: a pipe may be stuck. One at a time, on the
// thread of handle_signals().
class HoldSignals {
 public:
  HoldSignals();
  ~HoldSignals();
  HoldSignals(const HoldSignals&) = delete;
  HoldSignals& operator=(const HoldSignals&) = delete;
};

}  // namespace electra::cli
