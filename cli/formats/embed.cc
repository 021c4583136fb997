#include "cli/formats/embed.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "cli/io/json_out.h"
#include "cli/io/npy.h"
#include "cli/io/rows.h"

namespace electra::cli {
namespace {

// The shortest digits that are read back as the same float; no_number for NaN and infinity.
void append_vector(std::string& out, std::span<const float> values, char separator, std::string_view no_number) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += separator;
    if (std::isfinite(values[i])) {
      fmt::format_to(std::back_inserter(out), "{}", values[i]);
    } else {
      out += no_number;
    }
  }
}

void append_json_vector(std::string& out, std::string_view before, std::span<const float> values) {
  out += before;
  out += '[';
  append_vector(out, values, ',', "null");
  out += ']';
}

void append_npy_row(std::span<const float> values, VectorStyle& style, std::string& out) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  ++style.rows;
}

}  // namespace

void write_vector_json(const Item<TextExample>& item, const Embedding& embedding, VectorStyle& style,
                       std::string& out) {
  begin_object(out, item);
  if (embedding.token_ids.empty()) {
    append_json_vector(out, R"("embedding":)", embedding.values);
    out += "}\n";
    return;
  }
  out += R"("tokens":[)";
  for (size_t i = 0; i < embedding.token_ids.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, style.tokenizer->token(embedding.token_ids[i]));
  }
  const std::span<const float> values(embedding.values);
  for (size_t i = 0; i < embedding.token_ids.size(); ++i) {
    append_json_vector(out, i == 0 ? R"(],"embeddings":[)" : ",",
                       values.subspan(i * style.hidden_size, style.hidden_size));
  }
  out += "]}\n";
}

void write_vector_tsv(const Item<TextExample>& item, const Embedding& embedding, VectorStyle&, std::string& out) {
  begin_row(out, item);
  append_vector(out, embedding.values, '\t', "nan");
  out += '\n';
}

void begin_npy(VectorStyle& style, std::string& out) { out += npy_head(0, style.hidden_size); }

void write_vector_npy(const Item<TextExample>&, const Embedding& embedding, VectorStyle& style, std::string& out) {
  append_npy_row(embedding.values, style, out);
}

void write_skipped_npy(VectorStyle& style, std::string& out) {
  append_npy_row(std::vector<float>(style.hidden_size, std::numeric_limits<float>::quiet_NaN()), style, out);
}

void complete_npy(VectorStyle& style, Writer& writer) { writer.rewrite_front(npy_head(style.rows, style.hidden_size)); }

}  // namespace electra::cli
