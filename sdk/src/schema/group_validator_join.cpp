// Joins the verdicts of a group's members on a value into the group's verdict.
#include "schema/group_validator.h"

namespace godwit {

// Members that others refer to come last, and are joined first.
void GroupValidator::join(const Frame* frame, const Source& source, std::uint32_t offset) {
  const auto* group = pack_.at<pack::Group>(source.group);
  const auto* members = SchemaPack::behind<pack::Member>(group);
  for (std::uint32_t member = group->count; member-- > 0;) {
    State& state = states_[source.first_state + member];
    if (members[member].edges != pack::kNone) {
      const auto* edges = pack_.at<pack::Edges>(members[member].edges);
      for (std::uint32_t i = 0; i < edges->count; ++i) {
        const pack::Edge& edge = SchemaPack::behind<pack::Edge>(edges)[i];
        state.verdict.add(join_edge(edge, source.first_state, member, offset));
      }
    }
    if (frame != nullptr && (group->traits & pack::kFollowsEvaluated) != 0 &&
        state.verdict.holds()) {
      check_unevaluated(*frame, source, member);
    }
  }
}

SchemaVerdict GroupValidator::join_edge(const pack::Edge& edge, std::uint32_t first_state,
                                        std::uint32_t member, std::uint32_t offset) const {
  const auto* targets = pack_.at<std::uint32_t>(edge.targets);
  const auto verdict_of = [&](std::uint32_t target) {
    return target == pack::kNoMember ? SchemaVerdict() : states_[first_state + target].verdict;
  };
  std::uint32_t hold_count = 0;
  SchemaVerdict first;    // The first failure.
  SchemaVerdict deepest;  // The failure furthest inside the value.
  for (std::uint32_t i = 0; i < edge.count; ++i) {
    const SchemaVerdict verdict = verdict_of(targets[i]);
    hold_count += verdict.holds() ? 1 : 0;
    first.add(verdict);
    if (!verdict.holds() && verdict.offset > deepest.offset) deepest = verdict;
  }
  const SchemaVerdict refused = {edge.clause, offset};
  switch (edge.kind) {
    case pack::EdgeKind::all:
      return first;
    case pack::EdgeKind::any:
    case pack::EdgeKind::one:
      if (hold_count == 0) return deepest.offset > offset ? deepest : refused;
      return edge.kind == pack::EdgeKind::one && hold_count > 1 ? refused : SchemaVerdict();
    case pack::EdgeKind::negated:
      return hold_count == 0 ? SchemaVerdict() : refused;
    case pack::EdgeKind::condition:
      return verdict_of(verdict_of(targets[0]).holds() ? targets[1] : targets[2]);
    default:
      return seen(states_[first_state + member], edge.slot) ? first : SchemaVerdict();
  }
}

// Marks the members whose evaluations count for the member with this edge.
void GroupValidator::reach(const pack::Edge& edge, std::uint32_t first_state, std::uint32_t member,
                           std::uint32_t reached) {
  const auto* targets = pack_.at<std::uint32_t>(edge.targets);
  if (edge.kind == pack::EdgeKind::negated) return;
  if (edge.kind == pack::EdgeKind::dependent && !seen(states_[first_state + member], edge.slot)) {
    return;
  }
  // Failed members do not count. `then` counts together with its `if`; `else` counts without it.
  for (std::uint32_t i = 0; i < edge.count; ++i) {
    if (targets[i] == pack::kNoMember || !states_[first_state + targets[i]].verdict.holds())
      continue;
    const bool condition = states_[first_state + targets[0]].verdict.holds();
    if (edge.kind == pack::EdgeKind::condition && i != 0 && condition != (i == 1)) continue;
    bits_[reached + targets[i]] = 1;
  }
}

void GroupValidator::check_unevaluated(const Frame& frame, const Source& source,
                                       std::uint32_t member) {
  State& state = states_[source.first_state + member];
  const auto& node = *pack_.at<pack::Node>(state.node);
  const bool object = text_[frame.offset] == '{';
  pack::Ref rule = pack::kNone;
  if (object && node.object != pack::kNone) {
    rule = pack_.at<pack::Object>(node.object)->unevaluated;
  } else if (!object && node.array != pack::kNone) {
    rule = pack_.at<pack::Array>(node.array)->unevaluated;
  }
  if (rule == pack::kNone) return;
  const auto* group = pack_.at<pack::Group>(source.group);
  const auto* members = SchemaPack::behind<pack::Member>(group);
  const std::uint32_t reached = bits_.push_default(group->count);
  bits_[reached + member] = 1;
  for (std::uint32_t i = member; i < group->count; ++i) {
    if (bits_[reached + i] == 0 || members[i].edges == pack::kNone) continue;
    const auto* edges = pack_.at<pack::Edges>(members[i].edges);
    for (std::uint32_t e = 0; e < edges->count; ++e) {
      reach(SchemaPack::behind<pack::Edge>(edges)[e], source.first_state, i, reached);
    }
  }
  Trace* traces = traces_.at(frame.first_trace + source.first_state - frame.first_state);
  for (std::uint32_t child = 0; child < frame.child_count; ++child) {
    bool evaluated = false;
    for (std::uint32_t i = member; i < group->count; ++i) {
      evaluated = evaluated || (bits_[reached + i] != 0 && traces[i].evaluated != 0);
    }
    if (!evaluated) state.verdict.add(traces[member].unevaluated);
    traces[member].evaluated = 1;
    traces += frame.state_count;
  }
  bits_.truncate(reached);
}

}  // namespace godwit
