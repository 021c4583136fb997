// Python's pickletools.py says what each opcode does.
#include "converters/google/pickle.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>
#include <variant>

#include "base/byte_reader.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

using Items = std::vector<std::pair<std::string, int64_t>>;
struct Mark {};
struct Dict {};  // there is one; its items are kept aside
using Value = std::variant<Mark, Dict, std::string_view, int64_t>;

// A string of protocol 0 in quotes, as Python 2 writes it.
std::optional<std::string_view> between_quotes(std::string_view text) {
  if (text.size() < 2 || text.front() != text.back() || (text.front() != '\'' && text.front() != '"')) {
    return std::nullopt;
  }
  text = text.substr(1, text.size() - 2);
  if (text.find('\\') != text.npos) return std::nullopt;
  return text;
}

std::optional<int64_t> decimal(std::string_view text) {
  if (text.ends_with('L')) text.remove_suffix(1);  // a long of Python 2
  int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

class Unpickler {
 public:
  Unpickler(std::string_view file, const std::string& label) : file_(file), reader_(file), label_(label) {}

  Items run() {
    while (step()) continue;
    if (stack_.size() != 1 || !std::holds_alternative<Dict>(stack_.front())) fail("not a dict");
    return std::move(items_);
  }

 private:
  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model,
                fmt::format("{}: pickle, byte {}: {}, expected a dict from label to index", label_, opcode_at_, fault));
  }
  template <typename T>
  T need(std::optional<T> value) const {
    if (!value) fail("cut short, or damaged");
    return *value;
  }
  std::string_view line() {
    const size_t at = file_.size() - reader_.left();
    const size_t end = file_.find('\n', at);
    if (end == file_.npos) fail("cut short");
    const std::string_view text = *reader_.take(end - at);
    static_cast<void>(reader_.take(1));
    return text;
  }
  void push(Value value) { stack_.push_back(value); }
  Value pop() {
    if (stack_.empty()) fail("takes from an empty stack");
    const Value value = stack_.back();
    stack_.pop_back();
    return value;
  }
  void remember(uint64_t slot) {
    if (stack_.empty()) fail("remembers what is not there");
    memo_[slot] = stack_.back();
  }
  void recall(uint64_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) fail(fmt::format("recalls {}, which was not remembered", slot));
    push(found->second);
  }
  void add_dict() {
    if (has_dict_) fail("a second dict");
    has_dict_ = true;
    push(Dict{});
  }
  void set_item(const Value& key, const Value& value) {
    const auto* text = std::get_if<std::string_view>(&key);
    const auto* number = std::get_if<int64_t>(&value);
    if (text == nullptr || number == nullptr) fail("an item that is not a label and an index");
    items_.emplace_back(*text, *number);
  }
  // Everything above the last mark, as items.
  void set_items() {
    size_t mark = stack_.size();
    while (mark > 0 && !std::holds_alternative<Mark>(stack_[mark - 1])) --mark;
    if (mark == 0 || (stack_.size() - mark) % 2 != 0) fail("items without a mark, or a key without its value");
    for (size_t i = mark; i < stack_.size(); i += 2) set_item(stack_[i], stack_[i + 1]);
    stack_.resize(mark - 1);
  }
  void require_dict() const {
    if (stack_.empty() || !std::holds_alternative<Dict>(stack_.back())) fail("items of what is no dict");
  }
  int64_t long_integer(uint64_t size) {
    const std::string_view bytes = need(reader_.take(size));
    if (bytes.size() > 8) fail("a number of more than 64 bits");
    uint64_t value = !bytes.empty() && static_cast<int8_t>(bytes.back()) < 0 ? ~uint64_t{0} : 0;
    for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
    return static_cast<int64_t>(value);
  }
  bool step();
  bool step_string(uint8_t opcode);
  bool step_number(uint8_t opcode);
  bool step_memo(uint8_t opcode);

  std::string_view file_;
  ByteReader reader_;
  const std::string& label_;
  size_t opcode_at_ = 0;
  std::vector<Value> stack_;
  std::map<uint64_t, Value> memo_;
  bool has_dict_ = false;
  Items items_;
};

bool Unpickler::step_string(uint8_t opcode) {
  switch (opcode) {
    case 'X':  // BINUNICODE
    case 'T':  // BINSTRING
      push(need(reader_.take(need(reader_.u32()))));
      return true;
    case 0x8C:  // SHORT_BINUNICODE
    case 'U':   // SHORT_BINSTRING
      push(need(reader_.take(need(reader_.u8()))));
      return true;
    case 0x8D:  // BINUNICODE8
      push(need(reader_.take(need(reader_.u64()))));
      return true;
    case 'V': {  // UNICODE
      const std::string_view text = line();
      if (text.find('\\') != text.npos) fail("a label with escapes");
      push(text);
      return true;
    }
    case 'S':  // STRING
      push(need(between_quotes(line())));
      return true;
    default:
      return false;
  }
}

bool Unpickler::step_number(uint8_t opcode) {
  switch (opcode) {
    case 'I':  // INT
    case 'L':  // LONG
      push(need(decimal(line())));
      return true;
    case 'K':  // BININT1
      push(int64_t{need(reader_.u8())});
      return true;
    case 'M':  // BININT2
      push(int64_t{need(reader_.u16())});
      return true;
    case 'J':  // BININT
      push(int64_t{static_cast<int32_t>(need(reader_.u32()))});
      return true;
    case 0x8A:  // LONG1
      push(long_integer(need(reader_.u8())));
      return true;
    default:
      return false;
  }
}

bool Unpickler::step_memo(uint8_t opcode) {
  switch (opcode) {
    case 'p':  // PUT
      remember(static_cast<uint64_t>(need(decimal(line()))));
      return true;
    case 'q':  // BINPUT
      remember(need(reader_.u8()));
      return true;
    case 'r':  // LONG_BINPUT
      remember(need(reader_.u32()));
      return true;
    case 0x94:  // MEMOIZE
      remember(memo_.size());
      return true;
    case 'g':  // GET
      recall(static_cast<uint64_t>(need(decimal(line()))));
      return true;
    case 'h':  // BINGET
      recall(need(reader_.u8()));
      return true;
    case 'j':  // LONG_BINGET
      recall(need(reader_.u32()));
      return true;
    default:
      return false;
  }
}

// Returns false at the end of the program.
bool Unpickler::step() {
  opcode_at_ = file_.size() - reader_.left();
  const uint8_t opcode = need(reader_.u8());
  if (step_string(opcode) || step_number(opcode) || step_memo(opcode)) return true;
  switch (opcode) {
    case 0x80: {  // PROTO
      const uint8_t protocol = need(reader_.u8());
      if (protocol < 2 || protocol > 5) fail(fmt::format("protocol {}", protocol));
      return true;
    }
    case 0x95:  // FRAME
      need(reader_.u64());
      return true;
    case '(':  // MARK
      push(Mark{});
      return true;
    case '}':  // EMPTY_DICT
      add_dict();
      return true;
    case 'd':  // DICT
      set_items();
      add_dict();
      return true;
    case 's': {  // SETITEM
      const Value value = pop();
      const Value key = pop();
      require_dict();
      set_item(key, value);
      return true;
    }
    case 'u':  // SETITEMS
      set_items();
      require_dict();
      return true;
    case '.':  // STOP
      if (!reader_.empty()) fail(fmt::format("{} bytes behind the end", reader_.left()));
      return false;
    default:
      fail(fmt::format("opcode 0x{:02x}", opcode));
  }
}

}  // namespace

bool looks_like_pickle(std::string_view file) {
  // PROTO opens protocol 2 and later; earlier ones begin with the mark or the dict itself and end with STOP.
  return file.starts_with('\x80') || ((file.starts_with("(d") || file.starts_with('}')) && file.ends_with('.'));
}

Items parse_label_pickle(std::string_view file, const std::string& label) { return Unpickler(file, label).run(); }

}  // namespace electra::converters
