// electra attend: its numbers are those of forward, which are Transformers'; its page works with script and without.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "cli/forward_inputs.h"
#include "cli/pages.h"

namespace electra::test {

using namespace internal;
namespace {

using nlohmann::json;

const std::string model = golden("hf/model");

RunResult attend(const Folder& folder, std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.begin(), {"attend", "--quiet", "--model", model});
  return folder.electra(arguments, input);
}

std::string fault(const std::vector<std::string>& arguments, std::string_view input = "a cat\n") {
  const Folder folder;
  const RunResult result = attend(folder, arguments, input);
  CHECK(result.code != 0);
  CHECK(result.out == "");
  return result.err;
}

// The numbers of a nested list, in their order.
void flatten(const json& list, std::vector<float>& numbers) {
  if (!list.is_array()) return numbers.push_back(list.get<float>());
  for (const json& element : list) flatten(element, numbers);
}

std::vector<std::string> vocabulary_of(const std::string& directory) {
  std::ifstream file(directory + "/vocab.txt");
  std::vector<std::string> tokens;
  for (std::string line; std::getline(file, line);) tokens.push_back(line);
  return tokens;
}

TEST_CASE("jsonl holds the attentions that forward gives for the same tokens, of texts and of pairs") {
  const std::vector<std::string> vocabulary = vocabulary_of(model);
  for (const std::string pair : {"", "is down the long way"}) {
    const Folder folder;
    const std::string line = pair.empty() ? "my school" : "my school\t" + pair;
    const RunResult result =
        attend(folder, pair.empty() ? std::vector<std::string>() : std::vector<std::string>{"--pair"}, line + "\n");
    CHECK(result.err == "");
    const json object = json::parse(result.out);
    std::vector<int64_t> token_ids;
    for (const std::string token : object.at("tokens"))
      token_ids.push_back(std::ranges::find(vocabulary, token) - vocabulary.begin());
    const auto count = static_cast<int64_t>(token_ids.size());
    Input()
        .add("input_ids", {1, count}, token_ids)
        .add("token_type_ids", {1, count}, object.at("token_type_ids").get<std::vector<int64_t>>())
        .write(folder);
    CHECK(folder
              .electra({"forward", "--model", model, "--input", "in.safetensors", "--output", "out.safetensors",
                        "--attentions"})
              .code == 0);
    const SafetensorsFile written(folder.path() / "out.safetensors");
    size_t layers = 0;
    for (const Tensor& tensor : written.tensors()) {
      if (!tensor.name.starts_with("attentions/")) continue;
      CAPTURE(tensor.name);
      std::vector<float> got;
      flatten(object.at("attentions").at(std::stoul(tensor.name.substr(11))), got);
      const std::vector<float> expected = floats(tensor);
      REQUIRE(got.size() == expected.size());
      float worst = 0.0F;
      for (size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::abs(got[i] - expected[i]));
      CHECK(worst < 1e-5F);
      ++layers;
    }
    CHECK(layers >= 2);
    CHECK(object.at("attentions").size() == layers);
    CHECK(object.at("layers").size() == layers);
  }
}

TEST_CASE("--layers and --heads choose, in their order") {
  const Folder folder;
  const json all = json::parse(attend(folder, {}, "a cat\n").out);
  const json some = json::parse(attend(folder, {"--layers", "1,0-1", "--heads", "1"}, "a cat\n").out);
  CHECK(some.at("layers") == json({0, 1}));
  CHECK(some.at("heads") == json::parse("[[1],[1]]"));
  for (size_t layer = 0; layer < 2; ++layer) {
    CHECK(some.at("attentions").at(layer).size() == 1);
    CHECK(some.at("attentions").at(layer).at(0) == all.at("attentions").at(layer).at(1));
  }
  CHECK(fault({"--layers", "99"}).find("layer 99, expected 0 to ") != std::string::npos);
  CHECK(fault({"--heads", "99"}).find("layer 0: head 99, expected 0 to ") != std::string::npos);
  for (const char* wrong : {"x", "-1", "2-1", "1,,2", "1-", "1.5", "99999999999999999999"}) {
    CAPTURE(wrong);
    CHECK(fault({std::string("--layers=") + wrong}).find("--layers: ") != std::string::npos);
  }
}

TEST_CASE("a text that is too long is refused in one line, or cut where that is asked for") {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "cat ";
  const std::string said = fault({}, text + "\n");
  CHECK(said.starts_with("electra: <stdin>:1: "));
  CHECK(said.find("tokens") != std::string::npos);
  CHECK(std::ranges::count(said, '\n') == 1);
  const Folder folder;
  const RunResult cut = attend(folder, {"--max-length", "5"}, text + "\n");
  CHECK(cut.code == 0);
  CHECK(json::parse(cut.out).at("tokens").size() == 5);
  const RunResult skipped = attend(folder, {"--on-error", "skip"}, text + "\na cat\n");
  CHECK(skipped.code == 3);
  CHECK(skipped.out.starts_with("null\n{\"tokens\""));
}

TEST_CASE("the page says the strongest links without script, and has the weights for it") {
  const Folder folder;
  CHECK(attend(folder, {"--output", "page.html"}, "a <b>\" & cat\nmy school\n").code == 0);
  const std::string page = folder.read("page.html");
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(page.find("a &lt;b&gt;&quot; &amp; cat") != page.npos);
  CHECK(page.find("<b>") == page.npos);
  CHECK(page.find("://") == page.find("://www.w3.org/2000/svg"));
  const json object = json::parse(attend(folder, {}, "my school\n").out);
  const size_t tokens = object.at("tokens").size();
  // The strongest link of the first token, over the heads of the last layer.
  std::vector<float> mean(tokens, 0.0F);
  for (const json& head : object.at("attentions").back()) {
    for (size_t to = 0; to < tokens; ++to) {
      mean[to] += head.at(0).at(to).get<float>() / static_cast<float>(object.at("attentions").back().size());
    }
  }
  const size_t best = static_cast<size_t>(std::ranges::max_element(mean) - mean.begin());
  CHECK(page.find(fmt::format("<th scope=\"row\">[CLS]</th><td>{} <i>{:.0f}%</i>",
                              object["tokens"][best].get<std::string>(), 100.0F * mean[best])) != page.npos);
  // A byte for each weight, in base64.
  std::vector<float> all;
  flatten(object.at("attentions"), all);
  const std::string mark = "class=\"weights\">";
  const size_t begin = page.rfind(mark) + mark.size();
  CHECK(page.find('<', begin) - begin == (all.size() + 2) / 3 * 4);
}

TEST_CASE("in Chromium layer, head and token can be chosen") {
  const Folder folder;
  if (!has_browser(folder)) return;
  CHECK(attend(folder, {"--output", "page.html"}, "my school\nis down\n").code == 0);
  // What a reader would do: the first layer, its second head, and the second token by keyboard.
  folder.write("act.html", folder.read("page.html") + R"(<script>
const section = document.querySelector('section.attention'), [layer, head] = section.querySelectorAll('select');
layer.selectedIndex = 0; layer.onchange(); head.selectedIndex = 2; head.onchange();
const from = section.querySelector('.view div').children;
from[0].focus();
from[0].dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true}));
document.title = section.querySelector('.said').textContent;
</script>)");
  const RunResult result = browse(folder, "act.html");
  CHECK(result.code == 0);
  const json object = json::parse(attend(folder, {"--layers", "0", "--heads", "1"}, "my school\n").out);
  const json& weights = object.at("attentions").at(0).at(0).at(1);
  size_t best = 0;
  for (size_t to = 0; to < weights.size(); ++to) {
    if (weights[to].get<float>() > weights[best].get<float>()) best = to;
  }
  const std::string expected = fmt::format("<title>{} attends to {} ", object["tokens"][1].get<std::string>(),
                                           object["tokens"][best].get<std::string>());
  CHECK(result.out.find(expected) != std::string::npos);
  CHECK(result.out.find("layer 0, head 1</caption>") != std::string::npos);
}

}  // namespace
}  // namespace electra::test
