#include "converters/torch/pickle.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/byte_reader.h"
#include "converters/torch/builder.h"
#include "converters/torch/pickle_atoms.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

class Machine {
 public:
  Machine(std::string_view stream, PickledObjects& objects, const std::string& label)
      : stream_(stream), reader_(stream), objects_(objects), builder_(objects, label), label_(label) {}

  PickleResult run();

 private:
  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: pickle, byte {}: {}", label_, opcode_at_, fault));
  }
  template <typename T>
  T need(std::optional<T> value) const {
    if (!value) fail("cut short, or damaged");
    return *value;
  }
  std::string_view line() { return need(take_line(reader_)); }

  void push(PickledValue value) {
    builder_.spend(1);
    stack_.push_back(value);
  }
  PickledValue pop();
  PickledValue& top();
  PickledItems pop_to_mark();
  PickledItems pop_last(size_t count);
  void push_container(ContainerKind kind, PickledItems items) { push(builder_.make(kind, std::move(items))); }
  void push_dict(PickledItems items);
  void push_name(std::string_view module, std::string_view name);
  void remember(uint64_t slot);
  void recall(uint64_t slot);
  void append(const PickledItems& items);
  void set_items(const PickledItems& items);
  void call(const PickledValue& function, const PickledValue& arguments);
  void call_with(const PickledValue& function, const PickledItems& arguments);
  void build();
  bool step(uint8_t opcode);
  bool step_memo(uint8_t opcode);
  bool step_container(uint8_t opcode);
  bool step_items(uint8_t opcode);
  bool step_object(uint8_t opcode);

  std::string_view stream_;
  ByteReader reader_;
  PickledObjects& objects_;
  TorchBuilder builder_;
  const std::string& label_;
  size_t opcode_at_ = 0;
  std::vector<PickledValue> stack_;
  std::vector<size_t> marks_;                      // heights of the stack
  std::vector<std::optional<PickledValue>> memo_;  // by slot
};

PickledValue& Machine::top() {
  const size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= floor) fail("takes from an empty stack");
  return stack_.back();
}

PickledValue Machine::pop() {
  const PickledValue value = top();
  stack_.pop_back();
  return value;
}

PickledItems Machine::pop_last(size_t count) {
  const size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() - floor < count) fail("takes from an empty stack");
  const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
  PickledItems items(first, stack_.end());
  stack_.erase(first, stack_.end());
  return items;
}

PickledItems Machine::pop_to_mark() {
  if (marks_.empty()) fail("takes to a mark that is not there");
  PickledItems items = pop_last(stack_.size() - marks_.back());
  marks_.pop_back();
  return items;
}

void Machine::push_dict(PickledItems items) {
  if (items.size() % 2 != 0) fail("a key without its value");
  push_container(ContainerKind::dict, std::move(items));
}

void Machine::push_name(std::string_view module, std::string_view name) {
  const PickledName global{module, name};
  const TorchType* type = module == "torch" ? torch_type_by_name(global.text()) : nullptr;
  push(type != nullptr ? PickledValue(type) : PickledValue(global));
}

// Slots are given in turn, so they are fewer than values.
void Machine::remember(uint64_t slot) {
  if (slot > objects_.made) fail(fmt::format("remembers as {}, expected at most {}", slot, objects_.made));
  const PickledValue value = top();
  if (slot >= memo_.size()) memo_.resize(static_cast<size_t>(slot) + 1);
  memo_[static_cast<size_t>(slot)] = value;
}

void Machine::recall(uint64_t slot) {
  if (slot >= memo_.size() || !memo_[static_cast<size_t>(slot)]) {
    fail(fmt::format("recalls {}, which was not remembered", slot));
  }
  push(*memo_[static_cast<size_t>(slot)]);
}

void Machine::append(const PickledItems& items) {
  const PickledValue& target = top();
  if (std::holds_alternative<PickledOpaque>(target)) return;  // a set
  const auto* list = std::get_if<PickledContainer>(&target);
  if (list == nullptr || list->kind != ContainerKind::list) {
    fail(fmt::format("appends to {}, expected a list", kind_name(target)));
  }
  PickledItems& whole = objects_.items(*list);
  whole.insert(whole.end(), items.begin(), items.end());
}

void Machine::set_items(const PickledItems& items) {
  const PickledValue& target = top();
  const auto* dict = std::get_if<PickledContainer>(&target);
  if (dict == nullptr || !dict->is_dict()) fail(fmt::format("sets an item of {}, expected a dict", kind_name(target)));
  if (items.size() % 2 != 0) fail("a key without its value");
  PickledItems& whole = objects_.items(*dict);
  whole.insert(whole.end(), items.begin(), items.end());
}

void Machine::call(const PickledValue& function, const PickledValue& arguments) {
  // The name first: what it is called with is the smaller fault.
  if (!std::holds_alternative<PickledName>(function)) call_with(function, {});
  const auto* tuple = std::get_if<PickledContainer>(&arguments);
  const bool is_tuple = tuple != nullptr && tuple->kind == ContainerKind::tuple;
  // A copy: a call may make containers, and so move those that there are.
  call_with(function, is_tuple ? objects_.items(*tuple) : PickledItems{});
}

void Machine::call_with(const PickledValue& function, const PickledItems& arguments) {
  const auto* name = std::get_if<PickledName>(&function);
  if (name == nullptr) fail(fmt::format("calls {}, expected a name", kind_name(function)));
  builder_.spend(arguments.size());
  push(builder_.call(*name, arguments));
}

// Attributes of what is there: those of an OrderedDict (Transformers' _metadata) name no tensor.
void Machine::build() {
  pop();
  const PickledValue& target = top();
  if (const auto* name = std::get_if<PickledName>(&target)) builder_.refuse(*name);
  const auto* dict = std::get_if<PickledContainer>(&target);
  const bool is_known =
      std::holds_alternative<PickledOpaque>(target) || (dict != nullptr && dict->kind == ContainerKind::ordered_dict);
  if (!is_known) fail(fmt::format("sets attributes of {}, expected an OrderedDict", kind_name(target)));
}

bool Machine::step_memo(uint8_t opcode) {
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

bool Machine::step_container(uint8_t opcode) {
  switch (opcode) {
    case ')':  // EMPTY_TUPLE
      push_container(ContainerKind::tuple, {});
      return true;
    case ']':  // EMPTY_LIST
      push_container(ContainerKind::list, {});
      return true;
    case '}':  // EMPTY_DICT
      push_dict({});
      return true;
    case 0x85:  // TUPLE1
    case 0x86:  // TUPLE2
    case 0x87:  // TUPLE3
      push_container(ContainerKind::tuple, pop_last(opcode - 0x84U));
      return true;
    case 't':  // TUPLE
      push_container(ContainerKind::tuple, pop_to_mark());
      return true;
    case 'l':  // LIST
      push_container(ContainerKind::list, pop_to_mark());
      return true;
    case 'd':  // DICT
      push_dict(pop_to_mark());
      return true;
    case 0x91:  // FROZENSET
      pop_to_mark();
      push(PickledOpaque{});
      return true;
    default:
      return false;
  }
}

bool Machine::step_items(uint8_t opcode) {
  switch (opcode) {
    case 'a':  // APPEND
      append({pop()});
      return true;
    case 'e':   // APPENDS
    case 0x90:  // ADDITEMS
      append(pop_to_mark());
      return true;
    case 's':  // SETITEM
      set_items(pop_last(2));
      return true;
    case 'u':  // SETITEMS
      set_items(pop_to_mark());
      return true;
    case '(':  // MARK
      builder_.spend(1);
      marks_.push_back(stack_.size());
      return true;
    case '0':  // POP
      pop();
      return true;
    case '1':  // POP_MARK
      pop_to_mark();
      return true;
    case '2':  // DUP
      push(PickledValue(top()));
      return true;
    default:
      return false;
  }
}

bool Machine::step_object(uint8_t opcode) {
  switch (opcode) {
    case 'c': {  // GLOBAL
      const std::string_view module = line();
      push_name(module, line());
      return true;
    }
    case 0x93: {  // STACK_GLOBAL
      const PickledItems parts = pop_last(2);
      const auto* module = std::get_if<std::string_view>(&parts[0]);
      const auto* name = std::get_if<std::string_view>(&parts[1]);
      if (module == nullptr || name == nullptr) fail("names what is no text");
      push_name(*module, *name);
      return true;
    }
    case 'R':     // REDUCE
    case 0x81: {  // NEWOBJ
      const PickledItems parts = pop_last(2);
      call(parts[0], parts[1]);
      return true;
    }
    case 0x92: {  // NEWOBJ_EX
      const PickledItems parts = pop_last(3);
      call(parts[0], parts[1]);
      return true;
    }
    case 'i': {  // INST
      const std::string_view module = line();
      const PickledName name{module, line()};
      call_with(name, pop_to_mark());
      return true;
    }
    case 'o': {  // OBJ
      const PickledItems parts = pop_to_mark();
      if (parts.empty()) fail("calls nothing");
      call_with(parts[0], PickledItems(parts.begin() + 1, parts.end()));
      return true;
    }
    case 'b':  // BUILD
      build();
      return true;
    case 'Q':  // BINPERSID
      push(builder_.persistent(pop()));
      return true;
    default:
      return false;
  }
}

// Returns false at the end of the program.
bool Machine::step(uint8_t opcode) {
  if (opcode == '.') return false;  // STOP
  if (opcode == 0x80) {             // PROTO
    const uint8_t protocol = need(reader_.u8());
    if (protocol > 5) fail(fmt::format("protocol {}, expected 0 to 5", protocol));
    return true;
  }
  if (opcode == 0x95) {  // FRAME
    need(reader_.u64());
    return true;
  }
  const PickleAtom atom = take_atom(opcode, reader_);
  if (atom.fault == AtomFault::cut_short) fail("cut short, or damaged");
  if (atom.fault == AtomFault::none) {
    push(atom.value);
    return true;
  }
  if (step_memo(opcode) || step_container(opcode) || step_items(opcode) || step_object(opcode)) return true;
  fail(fmt::format("opcode 0x{:02x}, expected one of a state dict", opcode));
}

PickleResult Machine::run() {
  do {
    opcode_at_ = stream_.size() - reader_.left();
  } while (step(need(reader_.u8())));
  const PickledValue value = pop();
  if (!stack_.empty() || !marks_.empty()) fail("ends with more than one value");
  return {value, stream_.size() - reader_.left()};
}

}  // namespace

PickleResult run_pickle(std::string_view stream, PickledObjects& objects, const std::string& label) {
  return Machine(stream, objects, label).run();
}

bool looks_like_torch_pickle(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
}

}  // namespace electra::converters
