#include "cli/commands/table.h"

namespace electra::cli {

extern const Command detect_replaced_command;
extern const Command fill_mask_command;
extern const Command classify_command;
extern const Command qa_command;
extern const Command tag_command;
extern const Command choose_command;
extern const Command score_command;
extern const Command embed_command;
extern const Command attend_command;
extern const Command tokenize_command;
extern const Command convert_command;
extern const Command inspect_command;
extern const Command forward_command;
extern const Command bench_command;

Commands commands() {
  static constexpr const Command* table[] = {
      &detect_replaced_command, &fill_mask_command, &classify_command, &qa_command,     &tag_command,
      &choose_command,          &score_command,     &embed_command,    &attend_command, &tokenize_command,
      &convert_command,         &inspect_command,   &forward_command,  &bench_command,
  };
  return table;
}

}  // namespace electra::cli
