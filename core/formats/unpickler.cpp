#include "core/formats/unpickler.h"

#include <map>
#include <unordered_map>

#include "core/base/errors.h"
#include "core/formats/pickle_bytes.h"
#include "core/formats/pickled_tensor.h"

namespace gan {
namespace {

constexpr int kMaxDepth = 8;
constexpr size_t kMaxStack = 1 << 16;  // one byte of pickle can create a dict of 500 bytes

class Machine {
 public:
  Machine(std::string_view program, const ReadStorage& read_storage)
      : program_(program), read_storage_(read_storage) {}

  Dict run() {
    try {
      while (step()) {
        if (stack_.size() > kMaxStack) throw OtherVersionError("too many values at once");
      }
      const PickleValue result = pop(PickleValue::Kind::kDict, "a dict");
      if (!stack_.empty()) throw OtherVersionError("values left over");
      return result.data.toGenericDict();
    } catch (const Error& error) {
      throw Error(error.kind(),
                  "at byte " + std::to_string(program_.at()) + " of its pickle: " + error.what());
    }
  }

 private:
  using Kind = PickleValue::Kind;

  // Runs one instruction. returns  false after STOP
  bool step() {
    const auto code = static_cast<unsigned char>(program_.take(1)[0]);
    switch (code) {
      case 0x80:  // PROTO
        program_.take(1);
        break;
      case '.':  // STOP
        return false;
      case '(':  // MARK
        stack_.push_back({Kind::kMark, {}, nullptr, 0});
        break;
      case 'N':  // NONE
        push(c10::IValue());
        break;
      case 0x88:  // NEWTRUE
      case 0x89:  // NEWFALSE
        push(code == 0x88);
        break;
      case 'K':  // BININT1
        push(program_.number(1));
        break;
      case 'M':  // BININT2
        push(program_.number(2));
        break;
      case 'J':  // BININT, signed
        push(int64_t{static_cast<int32_t>(program_.number(4))});
        break;
      case 0x8a:  // LONG1
        push(program_.long_number());
        break;
      case 'G':  // BINFLOAT
        push(program_.big_endian_double());
        break;
      case 'X':  // BINUNICODE
        push(std::string(program_.take(static_cast<size_t>(program_.number(4)))));
        break;
      case 'c':  // GLOBAL
        push_name();
        break;
      case '}':  // EMPTY_DICT
        push_dict();
        break;
      case 's':  // SETITEM
        set_items(stack_.size() < 2 ? 0 : stack_.size() - 2);
        break;
      case 'u':  // SETITEMS
        set_items(take_mark());
        break;
      case ']':  // EMPTY_LIST
      case ')':  // EMPTY_TUPLE
        push_tuple(stack_.size());
        break;
      case 't':  // TUPLE
        push_tuple(take_mark());
        break;
      case 0x85:  // TUPLE1
      case 0x86:  // TUPLE2
      case 0x87:  // TUPLE3
        if (stack_.size() < size_t{code} - 0x84) throw OtherVersionError("an empty stack");
        push_tuple(stack_.size() - (size_t{code} - 0x84));
        break;
      case 'Q':  // BINPERSID
        push_storage();
        break;
      case 'R':  // REDUCE
        reduce();
        break;
      case 'b':  // BUILD: an OrderedDict's attributes, which are dropped
        stack_.resize(top(0));
        if (stack_[top(0)].kind != Kind::kDict)
          throw OtherVersionError("attributes for something that is not a dict");
        break;
      case 'q':  // BINPUT
        memo_[static_cast<uint32_t>(program_.number(1))] = stack_[top(0)];
        break;
      case 'r':  // LONG_BINPUT
        memo_[static_cast<uint32_t>(program_.number(4))] = stack_[top(0)];
        break;
      case 'h':  // BINGET
        recall(static_cast<uint32_t>(program_.number(1)));
        break;
      case 'j':  // LONG_BINGET
        recall(static_cast<uint32_t>(program_.number(4)));
        break;
      default:
        throw OtherVersionError("an instruction that plain data does not use, " +
                                std::to_string(code));
    }
    return true;
  }

  // ---- Stack

  void push(c10::IValue data) { stack_.push_back({Kind::kData, std::move(data), nullptr, 0}); }
  void push_name() {
    const std::string module = program_.line();
    stack_.push_back({Kind::kName, module + " " + program_.line(), nullptr, 0});
  }
  void push_dict() { stack_.push_back({Kind::kDict, make_dict(), nullptr, 1}); }

  // The index of the value `below` places under the top of the stack.
  size_t top(size_t below) const {
    if (stack_.size() <= below) throw OtherVersionError("an empty stack");
    return stack_.size() - 1 - below;
  }
  PickleValue pop(Kind kind, const char* what) {
    PickleValue value = std::move(stack_[top(0)]);
    stack_.pop_back();
    if (value.kind != kind) throw OtherVersionError(std::string("something that is not ") + what);
    return value;
  }
  // Removes the topmost mark. returns  the index of the first value after it
  size_t take_mark() {
    for (size_t i = stack_.size(); i > 0; --i) {
      if (stack_[i - 1].kind != Kind::kMark) continue;
      stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(i - 1));
      return i - 1;
    }
    throw OtherVersionError("no mark");
  }

  // Pushes a stored value. Never a dict: it could be changed inside another container, or be made
  // to contain itself.
  void recall(uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end())
      throw OtherVersionError("a reference to a value that was never stored");
    if (found->second.kind == Kind::kDict || found->second.kind == Kind::kMark)
      throw OtherVersionError("the same dict in two places; save a copy of it");
    stack_.push_back(found->second);
  }

  void push_tuple(size_t begin) {
    PickleValue tuple{Kind::kTuple, {}, nullptr, 0};
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(begin);
    for (auto value = first; value != stack_.end(); ++value)
      tuple.depth = std::max(tuple.depth, value->depth + 1);
    if (tuple.depth > kMaxDepth) throw OtherVersionError("containers nested too deeply");
    tuple.items = std::make_shared<const std::vector<PickleValue>>(first, stack_.end());
    stack_.erase(first, stack_.end());
    stack_.push_back(std::move(tuple));
  }

  // Moves the values from `begin` on (key, value, key, ...) into the dict just below them.
  void set_items(size_t begin) {
    if (begin == 0 || stack_[begin - 1].kind != Kind::kDict || (stack_.size() - begin) % 2 != 0)
      throw OtherVersionError("items without a dict");
    PickleValue& dict = stack_[begin - 1];
    for (size_t i = begin; i < stack_.size(); i += 2) {
      const PickleValue& key = stack_[i];
      const PickleValue& value = stack_[i + 1];
      if (key.kind != Kind::kData || !key.data.isString())
        throw OtherVersionError("a key that is not text");
      if (value.kind != Kind::kData && value.kind != Kind::kDict)
        throw OtherVersionError(printable(key.data.toStringRef(), 60) +
                                ": must be a dict, a tensor, a number or text");
      dict.depth = std::max(dict.depth, value.depth + 1);
      if (dict.depth > kMaxDepth) throw OtherVersionError("dicts nested too deeply");
      dict.data.toGenericDict().insert_or_assign(key.data, value.data);
    }
    stack_.resize(begin);
  }

  // ---- Calls

  void push_storage() {
    const StorageReference reference = read_storage_reference(pop(Kind::kTuple, "a storage"));
    const auto [found, is_new] = storages_.try_emplace(reference.key);
    if (is_new) found->second = read_storage_(reference.key, reference.type, reference.count);
    if (found->second.scalar_type() != reference.type)
      throw OtherVersionError("one storage used with two types");
    stack_.push_back({Kind::kStorage, found->second, nullptr, 0});
  }

  void reduce() {
    const PickleValue arguments = pop(Kind::kTuple, "a tuple of arguments");
    const std::string name = pop(Kind::kName, "a name to call").data.toStringRef();
    if (name == "collections OrderedDict" && arguments.items->empty())
      push_dict();
    else if (name == "torch._utils _rebuild_tensor_v2")
      push(rebuild_tensor(arguments));
    else if (name == "torch._utils _rebuild_parameter")
      push(rebuild_parameter(arguments));
    else
      throw OtherVersionError("asks to call " + printable(name, 60) + ", which is not data");
  }

  PickleBytes program_;
  const ReadStorage& read_storage_;
  std::vector<PickleValue> stack_;
  std::unordered_map<uint32_t, PickleValue> memo_;
  std::map<std::string, torch::Tensor> storages_;
};

}  // namespace

Dict unpickle(std::string_view program, const ReadStorage& read_storage) {
  return Machine(program, read_storage).run();
}

}  // namespace gan
