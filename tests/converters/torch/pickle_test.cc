#include "converters/torch/pickle.h"

#include <doctest/doctest.h>

#include <string>

#include "converters/torch/builder.h"
#include "converters/torch/state_dict.h"
#include "lib/base/error_of.h"

namespace electra::converters {

using namespace internal;

namespace {

std::string fault_of(const std::string& pickle) {
  return error_of(ErrorKind::model, [&] {
    PickledObjects objects;
    const PickleResult result = run_pickle(pickle, objects, "m.bin");
    read_state_dict(objects, result.value, pickle.size(), "m.bin");
  });
}

// The one value of a pickle.
template <typename T>
T value_of(const std::string& pickle) {
  PickledObjects objects;
  const PickledValue value = run_pickle(pickle, objects, "m.bin").value;
  REQUIRE(std::holds_alternative<T>(value));
  return std::get<T>(value);
}

// A dict {"w": tensor} whose storage has `elements` floats; offset, shape and stride are opcodes.
std::string tensor(const std::string& place, const std::string& elements = "I6\n") {
  return "}X\1" + std::string(3, '\0') +
         "wctorch._utils\n_rebuild_tensor\n((S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\n" + elements + "tQ" +
         place + "tRs.";
}

TEST_CASE("numbers and texts of all protocols are read") {
  CHECK(value_of<int64_t>("I-7\n.") == -7);
  CHECK(value_of<int64_t>("L5L\n.") == 5);
  CHECK(value_of<int64_t>("K\xFF.") == 255);
  CHECK(value_of<int64_t>("M\1\2.") == 513);
  CHECK(value_of<int64_t>("J\xFE\xFF\xFF\xFF.") == -2);
  CHECK(value_of<int64_t>("\x8A\1\xFE.") == -2);
  CHECK(value_of<int64_t>(std::string("\x8A\0.", 3)) == 0);
  CHECK(value_of<bool>("I01\n."));
  CHECK_FALSE(value_of<bool>("\x89."));
  CHECK(value_of<std::string_view>("S'a'\n.") == "a");
  CHECK(value_of<std::string_view>("Va\n.") == "a");
  CHECK(value_of<std::string_view>("\x8C\1a.") == "a");
  CHECK(value_of<const TorchType*>("ctorch\nfloat16\n.")->name == "float16");
}

TEST_CASE("a pickle ends where it says, whatever follows") {
  PickledObjects objects;
  CHECK(run_pickle("K\1.rest", objects, "m.bin").bytes == 3);
}

TEST_CASE("faults of the stack and the memo are told with their place") {
  CHECK(fault_of("0.") == "m.bin: pickle, byte 0: takes from an empty stack");
  CHECK(fault_of("(0.") == "m.bin: pickle, byte 1: takes from an empty stack");
  CHECK(fault_of("t.") == "m.bin: pickle, byte 0: takes to a mark that is not there");
  CHECK(fault_of("hc.") == "m.bin: pickle, byte 0: recalls 99, which was not remembered");
  CHECK(fault_of("Nr\xFF\xFF\xFF\x7F.") == "m.bin: pickle, byte 1: remembers as 2147483647, expected at most 1");
  CHECK(fault_of("X\xFF\xFF\xFF\x7F.") == "m.bin: pickle, byte 0: cut short, or damaged");
  CHECK(fault_of("}(Nu.") == "m.bin: pickle, byte 3: a key without its value");
  CHECK(fault_of("NN.") == "m.bin: pickle, byte 2: ends with more than one value");
  CHECK(fault_of("\x82\1.") == "m.bin: pickle, byte 0: opcode 0x82, expected one of a state dict");
  CHECK(fault_of("\x80\6N.") == "m.bin: pickle, byte 0: protocol 6, expected 0 to 5");
}

TEST_CASE("nothing is called but names of the table, however it is asked for") {
  const std::string refusal = "m.bin: a PyTorch file whose pickle names 'os.system': nothing of it is run, ";
  for (const std::string pickle : {"cos\nsystem\n(S'true'\ntR.", "S'os'\nS'system'\n\x93)R.", "cos\nsystem\n)\x81.",
                                   "cos\nsystem\n)}\x92.", "(ios\nsystem\n.", "(cos\nsystem\no.", "cos\nsystem\n}b.",
                                   "ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nctorch\nTensor\n)NtR."}) {
    CAPTURE(pickle);
    CHECK(fault_of(pickle).starts_with(refusal));
  }
}

TEST_CASE("a container that holds itself, deep nests and many ways are refused") {
  CHECK(fault_of("}q\1K\1h\1s.") == "m.bin: nests deeper than 100 levels, or holds itself");
  CHECK(fault_of(std::string(200'000, ']') + std::string(199'999, 'a') + ".").starts_with("m.bin: a PyTorch file of"));
  // Each list holds the one before ten times: 10^20 ways.
  std::string laughs = "]";
  for (int i = 0; i < 20; ++i)
    laughs +=
        "q\1"
        "0](" +
        std::string("h\1h\1h\1h\1h\1h\1h\1h\1h\1h\1") + "e";
  CHECK(fault_of("}K\1" + laughs + "s.") == "m.bin: more than 1048576 items");
}

TEST_CASE("memory stays in bounds, whatever a pickle makes") {
  CHECK(fault_of(std::string(2'000'000, ']')) == "m.bin: pickle: more than 1048576 values");
  CHECK(fault_of(std::string(2'000'000, '(')) == "m.bin: pickle: more than 1048576 values");
  // An OrderedDict of the same long list, again and again.
  std::string list = "](";
  for (int i = 0; i < 1000; ++i) list += "NN\x86";
  std::string dicts = list + "eq\1";
  for (int i = 0; i < 1000; ++i) dicts += "ccollections\nOrderedDict\nh\1\x85R";
  CHECK(fault_of(dicts) == "m.bin: pickle: more than 1048576 values");
}

TEST_CASE("a tensor stays inside its storage") {
  CHECK(fault_of(tensor("I0\n(I2\nI3\nt(I3\nI1\nt")) == "no error");
  CHECK(fault_of(tensor("I0\n))")) == "no error");
  CHECK(fault_of(tensor("I6\n(I0\nt(I1\nt")) == "no error");
  for (const std::string place :
       {"I1\n(I2\nI3\nt(I3\nI1\nt", "I0\n(I2\nI3\nt(I4\nI1\nt", "I-1\n(I1\nt(I1\nt", "I0\n(I2\nt(I-1\nt", "I6\n))",
        "I0\n(I2\nI2\nt(I9223372036854775807\nI9223372036854775807\nt", "I9223372036854775807\n(I2\nt(I1\nt"}) {
    CAPTURE(place);
    CHECK(fault_of(tensor(place)).find("runs past its storage of 6 elements") != std::string::npos);
  }
}

TEST_CASE("shapes that no tensor has are refused") {
  CHECK(fault_of(tensor("I0\n(I-2\nt(I1\nt")).find("expected no negative numbers") != std::string::npos);
  CHECK(fault_of(tensor("I0\n(I1099511627776\nI1099511627776\nt(I0\nI0\nt")).find("too many elements") !=
        std::string::npos);
  CHECK(fault_of(tensor("I0\n(I2\nt)")).find("expected as many numbers") != std::string::npos);
  CHECK(fault_of(tensor("I0\nI2\nI1\n")) == "m.bin: pickle: the shape of a tensor is a number, expected a tuple");
  CHECK(fault_of(tensor("I0\n)")).find("expected more") != std::string::npos);
  CHECK(fault_of(tensor("I0\n))", "I-1\n")).find("a storage of -1 elements") != std::string::npos);
}

TEST_CASE("expanded tensors stay bounded") {
  CHECK(fault_of(tensor("I0\n(I2\nI3\nt(I0\nI1\nt")) == "no error");
  CHECK(fault_of(tensor("I0\n(I1000\nt(I0\nt")).find("1000 elements made of 6") != std::string::npos);
}

}  // namespace
}  // namespace electra::converters
