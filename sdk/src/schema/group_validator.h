// Checks JSON values against any groups of a pack, each value in one pass over its text.
//
// When the validator meets a value, it evaluates all schemas for it, and each schema once, however
// often others refer to it. So the time is bounded by the text's length times the pack's size. Only
// enum, const and uniqueItems of arrays and objects read those a second time. The validator
// allocates only to grow its scratch memory, which it keeps.
// Threads: none; each thread has a validator of its own. Lifetime: the pack must outlive it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/json_reader.h"
#include "schema/hash_index.h"
#include "schema/scalar_check.h"
#include "schema/schema_pack.h"
#include "schema/schema_verdict.h"
#include "schema/scratch_stack.h"

namespace godwit {

class GroupValidator {
 public:
  explicit GroupValidator(const SchemaPack& pack) : pack_(pack) {}

  // Checks `text`, one JSON value, against the group. Returns the first reason for a refusal;
  // kNotJson if the text is not JSON.
  [[nodiscard]] SchemaVerdict judge(pack::Ref group, std::string_view text);

 private:
  // A group that a value is checked against.
  struct Source {
    pack::Ref group = pack::kNone;
    std::uint32_t first_state = 0;  // The first member's state.
    SchemaVerdict verdict;
  };
  // The facts about one member of a group, at one value.
  struct State {
    pack::Ref node = pack::kNone;
    SchemaVerdict verdict;
    std::uint32_t seen = 0;       // The index of the bits of the seen properties; 0 for none.
    std::uint32_t contained = 0;  // The number of elements that satisfy `contains`.
  };
  enum class LinkKind : std::uint32_t { holds, contains, unevaluated };
  // The meaning of a child's verdict for a member of its parent's groups.
  struct Link {
    LinkKind kind;
    std::uint32_t state;
    std::uint32_t child;  // The index of its source.
  };
  // For groups that need the evaluated children: whether a member has evaluated a child, and the
  // verdict of its unevaluatedProperties or …Items on the child.
  struct Trace {
    std::uint32_t evaluated = 0;
    SchemaVerdict unevaluated;
  };
  // An object or array that is being read. Its states, and the traces of its children, lie in one
  // piece. The traces of a child are in the order of the states.
  struct Frame {
    std::uint32_t first_source, source_count;
    std::uint32_t first_state, state_count;
    std::uint32_t first_trace;
    std::uint32_t first_bit;
    std::uint32_t child_count;
    std::uint32_t offset;
    bool traced;
    bool curious;  // True if a member has rules for the children.
  };

  void check_value(std::uint32_t first_source, std::uint32_t count);
  void open(Frame& frame, bool object);
  void read_object(Frame& frame);
  void read_array(Frame& frame);
  void close(Frame& frame, bool object);

  [[nodiscard]] std::string_view key_name();
  void meet_property(const Frame& frame);
  void meet_element(const Frame& frame);
  void check_child(Frame& frame);
  void add_child(LinkKind kind, std::uint32_t state, pack::Ref group);
  Trace* trace_of(const Frame& frame, std::uint32_t state);

  [[nodiscard]] SchemaVerdict check_scalar_group(pack::Ref group, const SchemaScalar& scalar);
  void end_object(const Frame& frame, State& state);
  void end_array(const Frame& frame, State& state);
  [[nodiscard]] bool seen(const State& state, std::uint32_t slot) const;

  void join(const Frame* frame, const Source& source, std::uint32_t offset);
  [[nodiscard]] SchemaVerdict join_edge(const pack::Edge& edge, std::uint32_t first_state,
                                        std::uint32_t member, std::uint32_t offset) const;
  void reach(const pack::Edge& edge, std::uint32_t first_state, std::uint32_t member,
             std::uint32_t reached);
  void check_unevaluated(const Frame& frame, const Source& source, std::uint32_t member);

  const SchemaPack& pack_;
  std::string_view text_;
  JsonReader reader_{{}};
  ScratchStack<Source> sources_;
  ScratchStack<State> states_;
  ScratchStack<Link> links_;
  ScratchStack<Trace> traces_;
  ScratchStack<std::uint32_t> bits_;
  std::uint32_t first_child_ = 0;  // The first of the current child's sources.
  std::uint32_t first_link_ = 0;
  Bytes name_;
  HashIndex elements_;
};

// The validator of ordinary groups (validator.h) calls these for other groups. A program whose
// packs are all ordinary (pack::Header) links functions that do nothing instead
// (wasm/bindings/ordinary_schemas.cpp), and nothing else of this class. `validator`: the first call
// gets nullptr, makes the validator and returns it.
[[nodiscard]] GroupValidator* judge_group(GroupValidator* validator, const SchemaPack& pack,
                                          pack::Ref group, std::string_view text,
                                          SchemaVerdict& verdict);
void end_group_validator(GroupValidator* validator);

}  // namespace godwit
