#include "schema/group_validator.h"

#include "schema/json_value.h"
#include "schema/pattern_machine.h"

namespace godwit {
namespace {

constexpr std::uint32_t kBitsOfWord = 32;

std::uint32_t type_of(JsonToken token, std::string_view raw) {
  switch (token) {
    case JsonToken::string:
      return pack::kString;
    case JsonToken::number:
      return number_type(raw);
    case JsonToken::literal_null:
      return pack::kNull;
    default:
      return pack::kBoolean;
  }
}

}  // namespace

GroupValidator* judge_group(GroupValidator* validator, const SchemaPack& pack, pack::Ref group,
                            std::string_view text, SchemaVerdict& verdict) {
  if (validator == nullptr) validator = new GroupValidator(pack);
  verdict = validator->judge(group, text);
  return validator;
}

void end_group_validator(GroupValidator* validator) {
  delete validator;
}

SchemaVerdict GroupValidator::judge(pack::Ref group, std::string_view text) {
  text_ = text;
  reader_ = JsonReader(text);
  sources_.truncate(0);
  bits_.truncate(0);
  bits_.push_default(1);  // Index 0 means none.
  reader_.next();
  SchemaVerdict verdict;
  if (reader_.error() == nullptr) {
    if (group == pack::kAnything) {
      reader_.skip_value();
    } else {
      sources_.push({group, 0, {}});
      check_value(0, 1);
      verdict = sources_[0].verdict;
    }
    reader_.next();
  }
  return reader_.error() == nullptr ? verdict : SchemaVerdict{kNotJson, 0};
}

// The reader is at the value's first token, and afterwards behind its last.
void GroupValidator::check_value(std::uint32_t first_source, std::uint32_t count) {
  const auto offset = static_cast<std::uint32_t>(reader_.offset());
  const JsonToken token = reader_.token();
  const bool object = token == JsonToken::begin_object;
  if (object || token == JsonToken::begin_array) {
    Frame frame = {first_source, count, states_.size(), 0,     traces_.size(),
                   bits_.size(), 0,     offset,         false, false};
    open(frame, object);
    if (!frame.curious) {
      reader_.skip_value();
    } else if (object) {
      read_object(frame);
    } else {
      read_array(frame);
    }
    if (reader_.error() == nullptr) close(frame, object);
    states_.truncate(frame.first_state);
    traces_.truncate(frame.first_trace);
    bits_.truncate(frame.first_bit);
    return;
  }
  if (token == JsonToken::error) return;
  const std::string_view raw = reader_.text();
  const SchemaScalar scalar = {type_of(token, raw), raw, offset};
  for (std::uint32_t i = first_source; i < first_source + count; ++i) {
    sources_[i].verdict = check_scalar_group(sources_[i].group, scalar);
  }
}

SchemaVerdict GroupValidator::check_scalar_group(pack::Ref group, const SchemaScalar& scalar) {
  const auto* rules = pack_.at<pack::Group>(group);
  const auto* members = SchemaPack::behind<pack::Member>(rules);
  const auto check = [&](const pack::Member& member) {
    return SchemaVerdict{check_scalar(pack_, *pack_.at<pack::Node>(member.node), scalar),
                         scalar.offset};
  };
  if (rules->count == 1) return check(members[0]);
  Source source = {group, states_.size(), {}};
  for (std::uint32_t i = 0; i < rules->count; ++i) {
    states_.push({members[i].node, check(members[i]), 0, 0});
  }
  join(nullptr, source, scalar.offset);
  source.verdict = states_[source.first_state].verdict;
  states_.truncate(source.first_state);
  return source.verdict;
}

void GroupValidator::open(Frame& frame, bool object) {
  for (std::uint32_t i = frame.first_source; i < frame.first_source + frame.source_count; ++i) {
    sources_[i].first_state = states_.size();
    const auto* group = pack_.at<pack::Group>(sources_[i].group);
    const auto* members = SchemaPack::behind<pack::Member>(group);
    if ((group->traits & pack::kFollowsEvaluated) != 0) frame.traced = true;
    for (std::uint32_t member = 0; member < group->count; ++member) {
      const auto& node = *pack_.at<pack::Node>(members[member].node);
      State& state = states_.push({members[member].node, {}, 0, 0});
      if ((node.types & (object ? pack::kObject : pack::kArray)) == 0) {
        state.verdict = {node.type_clause, frame.offset};
      }
      if ((object ? node.object : node.array) == pack::kNone) continue;
      frame.curious = true;
      if (object) {
        const std::uint32_t count = pack_.at<pack::Object>(node.object)->property_count;
        state.seen = bits_.push_default((count + kBitsOfWord - 1) / kBitsOfWord);
      }
    }
  }
  frame.state_count = states_.size() - frame.first_state;
}

// The key that was read, with its escapes resolved.
std::string_view GroupValidator::key_name() {
  if (!reader_.escaped()) return reader_.text();
  name_.clear();
  append_unescaped(name_, reader_.text());
  return name_.view();
}

void GroupValidator::read_object(Frame& frame) {
  while (reader_.next() == JsonToken::key) {
    meet_property(frame);
    reader_.next();
    check_child(frame);
  }
}

void GroupValidator::read_array(Frame& frame) {
  while (reader_.next() != JsonToken::end_array && reader_.error() == nullptr) {
    meet_element(frame);
    check_child(frame);
  }
}

void GroupValidator::add_child(LinkKind kind, std::uint32_t state, pack::Ref group) {
  if (group == pack::kAnything) return;
  std::uint32_t child = first_child_;
  while (child < sources_.size() && sources_[child].group != group) ++child;
  if (child == sources_.size()) sources_.push({group, 0, {}});
  links_.push({kind, state, child});
}

GroupValidator::Trace* GroupValidator::trace_of(const Frame& frame, std::uint32_t state) {
  if (!frame.traced) return nullptr;
  return traces_.at(frame.first_trace + frame.child_count * frame.state_count + state -
                    frame.first_state);
}

// The reader is at the key.
void GroupValidator::meet_property(const Frame& frame) {
  first_child_ = sources_.size();
  first_link_ = links_.size();
  if (frame.traced) traces_.push_default(frame.state_count);
  const std::string_view raw = reader_.text();
  const std::string_view name = key_name();
  for (std::uint32_t i = frame.first_state; i < frame.first_state + frame.state_count; ++i) {
    const pack::Ref ref = pack_.at<pack::Node>(states_[i].node)->object;
    if (ref == pack::kNone) continue;
    const auto& object = *pack_.at<pack::Object>(ref);
    bool evaluated = false;
    const std::uint32_t slot = pack_.find_property(object, name);
    if (slot < object.property_count) {
      bits_[states_[i].seen + slot / kBitsOfWord] |= 1u << slot % kBitsOfWord;
      const pack::Ref group = pack_.at<pack::Property>(object.properties)[slot].group;
      evaluated = group != pack::kNone;
      if (evaluated) add_child(LinkKind::holds, i, group);
    }
    const auto* patterns = pack_.at<pack::PatternProperty>(object.patterns);
    for (std::uint32_t p = 0; p < object.pattern_count; ++p) {
      if (!pattern_matches(pack_.at<std::uint32_t>(patterns[p].pattern), raw)) continue;
      evaluated = true;
      add_child(LinkKind::holds, i, patterns[p].group);
    }
    if (!evaluated && object.additional != pack::kNone) {
      evaluated = true;
      add_child(LinkKind::holds, i, object.additional);
    }
    if (object.names > pack::kAnything) {
      const SchemaVerdict verdict = check_scalar_group(
          object.names, {pack::kString, raw, static_cast<std::uint32_t>(reader_.offset())});
      states_[i].verdict.add(verdict);
    }
    if (object.unevaluated != pack::kNone) add_child(LinkKind::unevaluated, i, object.unevaluated);
    if (evaluated && frame.traced) trace_of(frame, i)->evaluated = 1;
  }
}

// The reader is at the element's first token.
void GroupValidator::meet_element(const Frame& frame) {
  first_child_ = sources_.size();
  first_link_ = links_.size();
  if (frame.traced) traces_.push_default(frame.state_count);
  for (std::uint32_t i = frame.first_state; i < frame.first_state + frame.state_count; ++i) {
    const pack::Ref ref = pack_.at<pack::Node>(states_[i].node)->array;
    if (ref == pack::kNone) continue;
    const auto& array = *pack_.at<pack::Array>(ref);
    const pack::Ref group = frame.child_count < array.prefix_count
                                ? pack_.at<pack::Ref>(array.prefix)[frame.child_count]
                                : array.items;
    bool evaluated = group != pack::kNone;
    if (evaluated) add_child(LinkKind::holds, i, group);
    if (array.contains == pack::kAnything) {
      evaluated = true;
      ++states_[i].contained;
    } else if (array.contains != pack::kNone) {
      add_child(LinkKind::contains, i, array.contains);
    }
    if (array.unevaluated != pack::kNone) add_child(LinkKind::unevaluated, i, array.unevaluated);
    if (evaluated && frame.traced) trace_of(frame, i)->evaluated = 1;
  }
}

// The reader is at the child's first token.
void GroupValidator::check_child(Frame& frame) {
  const std::uint32_t first_child = first_child_;
  const std::uint32_t first_link = first_link_;
  if (sources_.size() == first_child) {
    reader_.skip_value();
  } else {
    check_value(first_child, sources_.size() - first_child);
  }
  for (std::uint32_t i = first_link; i < links_.size(); ++i) {
    const Link& link = links_[i];
    const SchemaVerdict verdict = sources_[link.child].verdict;
    if (link.kind == LinkKind::holds) {
      states_[link.state].verdict.add(verdict);
    } else if (link.kind == LinkKind::unevaluated) {
      if (frame.traced) trace_of(frame, link.state)->unevaluated = verdict;
    } else if (verdict.holds()) {
      ++states_[link.state].contained;
      if (frame.traced) trace_of(frame, link.state)->evaluated = 1;
    }
  }
  links_.truncate(first_link);
  sources_.truncate(first_child);
  ++frame.child_count;
}

void GroupValidator::close(Frame& frame, bool object) {
  const std::string_view text = text_.substr(frame.offset, reader_.end_offset() - frame.offset);
  for (std::uint32_t i = frame.first_state; i < frame.first_state + frame.state_count; ++i) {
    State& state = states_[i];
    const auto& node = *pack_.at<pack::Node>(state.node);
    if (object && node.object != pack::kNone) {
      end_object(frame, state);
    } else if (!object && node.array != pack::kNone) {
      end_array(frame, state);
    }
    if (state.verdict.holds() && node.values != pack::kNone) {
      state.verdict = {find_value(pack_, *pack_.at<pack::Values>(node.values), json_hash(text),
                                  text, json_equal),
                       frame.offset};
    }
  }
  for (std::uint32_t i = frame.first_source; i < frame.first_source + frame.source_count; ++i) {
    join(&frame, sources_[i], frame.offset);
    sources_[i].verdict = states_[sources_[i].first_state].verdict;
  }
}

bool GroupValidator::seen(const State& state, std::uint32_t slot) const {
  return state.seen != 0 && (bits_[state.seen + slot / kBitsOfWord] >> slot % kBitsOfWord & 1) != 0;
}

void GroupValidator::end_object(const Frame& frame, State& state) {
  const auto& object = *pack_.at<pack::Object>(pack_.at<pack::Node>(state.node)->object);
  const auto* required = pack_.at<pack::Required>(object.required);
  for (std::uint32_t i = 0; i < object.required_count; ++i) {
    if (!seen(state, required[i].slot)) state.verdict.add({required[i].clause, frame.offset});
  }
  const auto* dependent = pack_.at<pack::Dependent>(object.dependent);
  for (std::uint32_t i = 0; i < object.dependent_count; ++i) {
    if (seen(state, dependent[i].trigger) && !seen(state, dependent[i].slot)) {
      state.verdict.add({dependent[i].clause, frame.offset});
    }
  }
  if (frame.child_count < object.count_min) {
    state.verdict.add({object.count_min_clause, frame.offset});
  }
  if (frame.child_count > object.count_max) {
    state.verdict.add({object.count_max_clause, frame.offset});
  }
}

void GroupValidator::end_array(const Frame& frame, State& state) {
  const auto& array = *pack_.at<pack::Array>(pack_.at<pack::Node>(state.node)->array);
  const auto refuse = [&](bool wrong, pack::Ref clause) {
    if (wrong) state.verdict.add({clause, frame.offset});
  };
  refuse(frame.child_count < array.count_min, array.count_min_clause);
  refuse(frame.child_count > array.count_max, array.count_max_clause);
  if (array.contains != pack::kNone) {
    refuse(state.contained < array.contains_min, array.contains_min_clause);
    refuse(state.contained > array.contains_max, array.contains_max_clause);
  }
  if (array.unique_clause != pack::kNone && state.verdict.holds()) {
    refuse(!json_elements_unique(text_.substr(frame.offset, reader_.end_offset() - frame.offset),
                                 elements_),
           array.unique_clause);
  }
}

}  // namespace godwit
