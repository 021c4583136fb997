// Labels and values of texts out of files, as electra classify and Transformers' run_glue.py write them. What a line is
// shows in itself; where rows begin with a file and a line, in all of them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/evaluation/classify.h"

namespace electra::cli {

// Best first. A probability is absent of a label that stands alone, which may be a regression's value too.
using Labels = std::vector<NamedLabel>;

// What a line says.
struct LabelLine {
  Labels labels;                   // of an object
  std::vector<std::string> cells;  // of a row, of which labels are yet to be made; empty: it was an object
};

class LabelReader {
 public:
  // Whether the first line is that of predict_results_TASK.txt: "index" and "prediction". Then the lines below it are
  // numbered from 0.
  bool take_header(std::string_view line);
  bool has_indices() const { return has_indices_; }
  // Throws Error(input) for an index that is not the next.
  LabelLine read_row(std::string_view line);
  LabelLine read_object(std::string_view line) const;

 private:
  bool has_indices_ = false;
  size_t rows_ = 0;
};

// Whether every row begins with the name of a file and the number of its line there, which then grows from row to row
// of a file. A first cell that is one of the gold labels is no name.
bool show_files(const std::vector<const LabelLine*>& lines, const std::set<std::string>& gold);

// The labels of a row from cell `begin` on. Throws Error(input) for a label without its score.
Labels labels_of(const std::vector<std::string>& cells, size_t begin);

// Whether the text of a value or label is a finite number.
bool is_number(const std::string& text);

}  // namespace electra::cli
