// The files of a model directory, with many of everything that they list.
#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "electra/config.h"
#include "electra/model.h"
#include "electra/tokenizer.h"
#include "format/safetensors_header.h"
#include "format/weight_files.h"
#include "growth/growth.h"
#include "lib/base/temporary_directory.h"
#include "lib/format/model_directory.h"
#include "lib/format/safetensors_bytes.h"

namespace electra::test {
namespace {

using namespace internal;

constexpr int64_t rows = 1'000'000;

std::string vocabulary() { return read_file(golden("hf/vocab.txt")); }

// The tokenizer of a folder with vocab.txt and one more file.
void check_tokenizer(const char* what, size_t unit, TokenizerKind kind, const std::string& file,
                     const std::function<std::string(size_t n)>& text) {
  const TemporaryDirectory folder;
  folder.file("vocab.txt", vocabulary());
  check_growth(what, unit, [&](size_t n) {
    folder.file(file, text(n));
    return [&] { static_cast<void>(Tokenizer::load(folder.path(), rows, kind)); };
  });
}

TEST_CASE("tokenizer_config.json and the files beside it") {
  const auto by_id = [](size_t n) {
    std::string tokens;
    for (size_t i = 0; i < n; ++i) {
      tokens += (i == 0 ? "\"" : ",\"") + std::to_string(328 + i) + R"(":{"content":"<t)" + std::to_string(i) + ">\"}";
    }
    return R"({"added_tokens_decoder":{)" + tokens + "}}";
  };
  const auto with_wrong_ids = [](size_t n) {
    return R"({"added_tokens_decoder":{)" + repeated(n, R"("@00":{"content":"the"})", ",") + "}}";
  };
  const auto nested = [](size_t n) {  // each the beginning of the next, up to a length
    std::string tokens;
    for (size_t i = 0; i < n; ++i) {
      tokens += (i == 0 ? "\"" : ",\"") + std::to_string(328 + i) + R"(":{"content":"<)" +
                std::string(i % 60 + 1, 'a') + std::to_string(i / 60) + "\"}";
    }
    return R"({"added_tokens_decoder":{)" + tokens + "}}";
  };
  const auto additional = [](size_t n) {
    return R"({"additional_special_tokens":[)" + repeated(n, "\"<t@>\"", ",") + "]}";
  };
  const auto extra = [](size_t n) { return R"({"extra_special_tokens":{)" + repeated(n, R"("k@":"<t>")", ",") + "}}"; };
  const auto never = [](size_t n) { return R"({"never_split":[)" + repeated(n, "\"<t@>\"", ",") + "]}"; };
  const auto added = [](size_t n) {
    std::string tokens;
    for (size_t i = 0; i < n; ++i) {
      tokens += (i == 0 ? "\"<t" : ",\"<t") + std::to_string(i) + ">\":" + std::to_string(328 + i);
    }
    return "{" + tokens + "}";
  };
  for (const TokenizerKind kind : {TokenizerKind::fast, TokenizerKind::slow}) {
    check_tokenizer("added tokens", 150, kind, "tokenizer_config.json", by_id);
    check_tokenizer("added tokens with the ids of others", 150, kind, "tokenizer_config.json", with_wrong_ids);
    check_tokenizer("added tokens that begin alike", 150, kind, "tokenizer_config.json", nested);
    check_tokenizer("additional special tokens", 150, kind, "tokenizer_config.json", additional);
    check_tokenizer("extra special tokens", 150, kind, "tokenizer_config.json", extra);
    check_tokenizer("tokens that are never split", 150, kind, "tokenizer_config.json", never);
    check_tokenizer("added_tokens.json", 150, kind, "added_tokens.json", added);
  }
}

std::string tokenizer_json(const std::string& members, const std::string& pieces) {
  return R"({"version":"1.0",)" + members + R"("model":{"type":"WordPiece","unk_token":"[UNK]",)" +
         R"("continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2)" +
         pieces + "}}}";
}

TEST_CASE("tokenizer.json") {
  const TemporaryDirectory folder;
  const auto check = [&](const char* what, size_t unit, const std::function<std::string(size_t n)>& text) {
    check_growth(what, unit, [&](size_t n) {
      const auto file = folder.file("tokenizer.json", text(n));
      return with_errors([file] { static_cast<void>(Tokenizer::from_vocab(file)); });
    });
  };
  const auto numbered = [](size_t n, const char* begin, const char* end) {
    std::string items;
    for (size_t i = 0; i < n; ++i) items += begin + std::to_string(i) + end + std::to_string(3 + i);
    return items;
  };
  check("pieces", 1000, [&](size_t n) { return tokenizer_json("", numbered(n, ",\"p", "\":")); });
  check("pieces that begin alike", 20, [&](size_t n) {
    std::string pieces;
    for (size_t i = 0; i < n; ++i) pieces += ",\"" + std::string(i + 1, 'a') + "\":" + std::to_string(3 + i);
    return tokenizer_json("", pieces);
  });
  check("pieces with escapes", 500, [&](size_t n) { return tokenizer_json("", numbered(n, ",\"\\u00e9", "\":")); });
  check("pieces backwards", 1000, [](size_t n) {
    std::string pieces;
    for (size_t i = n; i-- > 0;) pieces += ",\"p" + std::to_string(i) + "\":" + std::to_string(3 + i);
    return tokenizer_json("", pieces);
  });
  check("added tokens of tokenizer.json", 500, [&](size_t n) {
    const std::string tokens = repeated(n, R"({"id":3,"content":"<t@>","special":true})", ",");
    return tokenizer_json("\"added_tokens\":[" + tokens + "],", "");
  });
  check("normalizers", 500, [](size_t n) {
    const std::string stages = repeated(n, R"({"type":"NFC"})", ",");
    return tokenizer_json(R"("normalizer":{"type":"Sequence","normalizers":[)" + stages + "]},", "");
  });
  check("a template", 20, [](size_t n) {
    const std::string part = R"(,{"SpecialToken":{"id":"X","type_id":0}})";
    const std::string text = R"({"Sequence":{"id":"A","type_id":0}})";
    return tokenizer_json(R"("post_processor":{"type":"TemplateProcessing","single":[)" + text + repeated(n, part) +
                              "],\"pair\":[" + text + R"(,{"Sequence":{"id":"B","type_id":1}}],"special_tokens":)" +
                              R"({"X":{"id":"X","ids":[)" + repeated(n, "1", ",") + R"(],"tokens":[]}}},)",
                          "");
  });
}

TEST_CASE("vocab.txt") {
  const TemporaryDirectory folder;
  const auto check = [&](const char* what, size_t unit, const std::function<std::string(size_t n)>& text) {
    check_growth(what, unit, [&](size_t n) {
      const auto file = folder.file("vocab.txt", vocabulary() + text(n));
      return with_errors([file] { static_cast<void>(Tokenizer::from_vocab(file)); });
    });
  };
  check("lines", 2000, [](size_t n) { return repeated(n, "p@\n"); });
  check("the same line", 1000, [](size_t n) { return repeated(n, "p\n"); });
  check("empty lines", 1000, [](size_t n) { return std::string(n, '\n'); });
  check("a long line", 5000, [](size_t n) { return std::string(n, 'a'); });
}

TEST_CASE("the header of a safetensors file") {
  const auto check = [](const char* what, size_t unit, const std::function<std::string(size_t n)>& header) {
    check_growth(what, unit, [&](size_t n) {
      return with_errors([file = safetensors_bytes(header(n), "")] { parse_safetensors(as_bytes(file), "f"); });
    });
  };
  check("tensors", 300, [](size_t n) {
    return "{" + repeated(n, R"("t@":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})", ",") + "}";
  });
  check("one name", 300, [](size_t n) {
    return "{" + repeated(n, R"("t":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})", ",") + "}";
  });
  check("metadata", 500, [](size_t n) { return R"({"__metadata__":{)" + repeated(n, R"("k@":"v")", ",") + "}}"; });
  check("objects that nobody knows", 1000, [](size_t n) {
    return R"({"t":{"x":[)" + repeated(n, "{}", ",") + R"(],"dtype":"F32","shape":[0],"data_offsets":[0,0]}})";
  });
}

TEST_CASE("config.json") {
  const TemporaryDirectory folder;
  const auto check = [&](const char* what, size_t unit, const std::function<std::string(size_t n)>& member) {
    check_growth(what, unit, [&](size_t n) {
      const auto file = folder.file("config.json", "{" + member(n) + "}");
      return with_errors([file] { static_cast<void>(read_config(file)); });
    });
  };
  check("labels", 500, [](size_t n) { return "\"id2label\":{" + repeated(n, R"("@":"L@")", ",") + "}"; });
  check("number of labels", 500, [](size_t n) { return "\"num_labels\":" + std::to_string(n); });
  check("architectures", 500, [](size_t n) { return "\"architectures\":[" + repeated(n, "\"A@\"", ",") + "]"; });
  check("pruned heads", 300, [](size_t n) {
    return "\"num_hidden_layers\":1000,\"hidden_size\":4096,\"num_attention_heads\":4096,\"pruned_heads\":{\"0\":[" +
           repeated(n, "@", ",") + "]}";
  });
}

TEST_CASE("an index of shards") {
  const TemporaryDirectory folder;
  check_growth("shards", 300, [&](size_t n) {
    const auto file = folder.file("i.json", R"({"weight_map":{)" + repeated(n, R"("t@":"s@")", ",") + "}}");
    return [file] { static_cast<void>(read_shard_index(file)); };
  });
}

// A model with this many labels, and texts for it.
struct Labelled : ModelDirectory {
  explicit Labelled(size_t labels, bool tags) {
    folder().file("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n");
    folder().file("in.txt", "the cat\n");
    const auto n = static_cast<int64_t>(labels);
    config["architectures"] = {tags ? "ElectraForTokenClassification" : "ElectraForSequenceClassification"};
    for (size_t i = 0; i < labels; ++i) config["id2label"][std::to_string(i)] = "L" + std::to_string(i);
    remove("discriminator_predictions");
    if (!tags) {
      add("classifier.dense.weight", {8, 8});
      add("classifier.dense.bias", {8});
    }
    add(tags ? "classifier.weight" : "classifier.out_proj.weight", {n, 8});
    add(tags ? "classifier.bias" : "classifier.out_proj.bias", {n});
    write_config();
    write_weights();
  }

  std::vector<std::string> command(const std::string& name, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {name, "--model", path(), "--threads", "1", "--output", folder() / "out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.push_back(folder() / "in.txt");
    return arguments;
  }
};

TEST_CASE("a model with many labels") {
  const auto check = [](const char* what, bool tags, const auto& arguments) {
    check_growth(what, 600, [&](size_t n) {
      const auto model = std::make_shared<Labelled>(n, tags);
      return [model, work = electra(arguments(*model))] { work(); };
    });
  };
  for (const std::string format : {"text", "jsonl", "html"}) {
    check("tag", true, [&](const Labelled& model) { return model.command("tag", {"--output-format", format}); });
  }
  check("classify", false, [](const Labelled& model) { return model.command("classify", {"--all-scores"}); });
  check("inspect", true, [](const Labelled& model) {
    return std::vector<std::string>{"inspect", model.path(), "--output", model.folder() / "out"};
  });
}

TEST_CASE("weights that no model has, and layers that are missing") {
  check_growth("weights", 200, [](size_t n) {
    auto model = std::make_shared<ModelDirectory>();
    for (size_t i = 0; i < n; ++i) model->add("x" + std::to_string(i), {1});
    model->write_config();
    model->write_weights();
    return [model, work = electra({"inspect", model->path(), "--output", model->folder() / "out"})] { work(); };
  });
  check_growth("layers", 20, [](size_t n) {
    auto model = std::make_shared<ModelDirectory>();
    model->config["num_hidden_layers"] = n;
    model->write_config();
    model->write_weights();
    return [model, work = refused({"inspect", model->path(), "--output", model->folder() / "out"})] { work(); };
  });
}

}  // namespace
}  // namespace electra::test
