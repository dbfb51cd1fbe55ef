// `godwit energy`: the energy that delivery costs a phone's radio, with our policy and others.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command.h"
#include "command_line/quoted.h"
#include "files/whole_file.h"
#include "flags.h"
#include "output.h"
#include "radio/radio_model.h"
#include "replay/policies.h"
#include "report/bar_chart.h"
#include "report/evaluation.h"
#include "trace/trace_csv.h"

namespace godwit::cli {
namespace {

using EnergyJson = nlohmann::ordered_json;

struct EnergyOptions {
  std::string events_path;
  std::string app_path;
  std::string radio = "lte";
  std::string policy = "godwit";
  std::string flushes_path;
  std::string plot_path;
  double deadline_seconds = 60;
  double tail_power = 1;
  bool compare = false;
  bool json = false;
};

double seconds_of(std::int64_t us) {
  return static_cast<double>(us) / 1e6;
}

std::optional<int> read_flags(std::span<char* const> arguments, EnergyOptions& options) {
  command_line::Flags flags(manual_of(
      "energy",
      "Replays a trace of events beside the application's own use of the network. Prints JSON:\n"
      "`marginal_joules`, the energy that delivery adds, and `ratio_to_optimum`, the same as a\n"
      "multiple of the least possible energy. Policies: godwit, immediate,\n"
      "interval:SECONDS, count:EVENTS,interval:SECONDS, deadline, tailender:SHARE, 1ds, optimum.\n"
      "Files are CSV, with or without a header; docs/energy.md lists their columns."));
  flags.text("events", "FILE", "events: time_s,bytes,priority", options.events_path).required();
  flags.text("app", "FILE", "the application's own use of the network: time_s", options.app_path);
  flags.choice<std::string>(
      "radio", "the radio's model (default: lte)",
      {{"lte", "lte"}, {"3g", "3g"}, {"wifi", "wifi"}, {"5g-nsa", "5g-nsa"}, {"5g-sa", "5g-sa"}},
      options.radio);
  flags.text("policy", "POLICY", "the send policy (default: godwit)", options.policy);
  flags.real("deadline", "SECONDS",
             "the deadline of normal events (default: 60); of deferred ones 900, or this if longer",
             86'400, command_line::assign(options.deadline_seconds));
  flags.real("tail-power", "FACTOR", "multiply the tail's power by this (default: 1)", 100,
             command_line::assign(options.tail_power));
  flags.text("flushes", "FILE", "write the time of each flush to FILE: time_s",
             options.flushes_path);
  flags.toggle("compare", "all policies, as a table", options.compare, true);
  flags.toggle("json", "with --compare: a line of JSON for each", options.json, true);
  flags.text("plot", "FILE.svg", "all policies, as a picture", options.plot_path);
  return read(flags, arguments);
}

EnergyJson to_json(const energy::RadioModel& radio) {
  return {{"name", radio.name},
          {"promotion_seconds", seconds_of(radio.promotion_us)},
          {"promotion_milliwatts", radio.promotion_milliwatts},
          {"tail_seconds", seconds_of(radio.tail[0].us)},
          {"tail_milliwatts", radio.tail[0].milliwatts},
          {"second_tail_seconds", seconds_of(radio.tail[1].us)},
          {"second_tail_milliwatts", radio.tail[1].milliwatts},
          {"idle_milliwatts", radio.idle_milliwatts},
          {"upload_milliwatts_per_mbps", radio.up_slope_milliwatts_per_mbps},
          {"upload_milliwatts", radio.up_base_milliwatts},
          {"uplink_mbps", radio.uplink_mbps}};
}

EnergyJson to_json(const energy::Evaluation& shown) {
  const std::optional<double> ratio = shown.ratio();
  return {{"policy", shown.policy},
          {"app_joules", shown.app_joules},
          {"app_and_sdk_joules", shown.app_sdk_joules},
          {"marginal_joules", shown.marginal_joules},
          {"upload_joules", shown.upload_joules},
          {"optimum_marginal_joules", shown.optimum_joules},
          {"ratio_to_optimum", ratio ? EnergyJson(*ratio) : EnergyJson()},
          {"flushes", shown.flushes_us.size()},
          {"delay_p50_seconds", seconds_of(shown.delay_p50_us)},
          {"delay_p99_seconds", seconds_of(shown.delay_p99_us)},
          {"delay_max_seconds", seconds_of(shown.delay_max_us)},
          {"events_late", shown.events_late},
          {"events_unsent", shown.events_unsent}};
}

std::string to_table(const std::vector<energy::Evaluation>& compared) {
  std::string table =
      "policy                 marginal J   ratio  flushes    p50 s    p99 s  late\n";
  for (const energy::Evaluation& shown : compared) {
    char line[160];
    const std::optional<double> ratio = shown.ratio();
    std::snprintf(
        line, sizeof line, "%-21s %11.1f %7s %8zu %8.1f %8.1f %5llu\n", shown.policy.c_str(),
        shown.marginal_joules, ratio ? (std::to_string(*ratio).substr(0, 5)).c_str() : "-",
        shown.flushes_us.size(), seconds_of(shown.delay_p50_us), seconds_of(shown.delay_p99_us),
        static_cast<unsigned long long>(shown.events_late));
    table += line;
  }
  return table;
}

bool write_text_file(const std::string& path, const std::string& text) {
  const Status status = write_whole_file(path, text);
  if (!status.ok()) warn(status.message());
  return status.ok();
}

std::string flushes_csv(const std::vector<std::int64_t>& flushes_us) {
  std::string text = "time_s\n";
  for (const std::int64_t at_us : flushes_us) {
    char line[40];
    std::snprintf(line, sizeof line, "%.6f\n", seconds_of(at_us));
    text += line;
  }
  return text;
}

// The inputs of an evaluation.
struct Question {
  energy::RadioModel radio;
  energy::Trace trace;
  energy::Deadlines deadlines;
};

bool read_question(const EnergyOptions& options, Question& asked) {
  asked.radio = *energy::find_radio(options.radio);
  for (energy::TailStage& stage : asked.radio.tail) stage.milliwatts *= options.tail_power;
  asked.deadlines.normal_us = static_cast<std::int64_t>(options.deadline_seconds * 1e6);
  asked.deadlines.deferred_us = std::max(asked.deadlines.deferred_us, asked.deadlines.normal_us);
  std::string wrong = energy::read_events_csv(options.events_path, asked.trace.events);
  if (wrong.empty() && !options.app_path.empty()) {
    wrong = energy::read_app_csv(options.app_path, asked.trace.app_us);
  }
  if (!wrong.empty()) warn(wrong);
  return wrong.empty();
}

std::vector<energy::Evaluation> compare(const energy::Evaluator& evaluator) {
  std::vector<energy::Evaluation> compared = {*evaluator.evaluate(energy::kOptimum)};
  for (const std::string_view policy : energy::compared_policies()) {
    compared.push_back(*evaluator.evaluate(policy));
  }
  return compared;
}

int print_comparison(const EnergyOptions& options, const Question& asked,
                     const std::vector<energy::Evaluation>& compared) {
  if (!options.plot_path.empty()) {
    const std::string title = options.events_path + ": " + options.radio + ", deadline " +
                              std::to_string(asked.deadlines.normal_us / 1'000'000) + " s";
    if (!write_text_file(options.plot_path, bar_chart(title, compared))) return kFailed;
  }
  std::string text = options.json ? "" : to_table(compared);
  for (const energy::Evaluation& shown : compared) {
    if (options.json) text += to_json(shown).dump() + "\n";
  }
  return print(text) ? kDone : kFailed;
}

}  // namespace

int run_energy(std::span<char* const> arguments) {
  EnergyOptions options;
  if (const std::optional<int> exit = read_flags(arguments, options)) return *exit;
  Question asked;
  if (!read_question(options, asked)) return kUsage;
  const energy::Evaluator evaluator(asked.radio, asked.trace, asked.deadlines);
  const std::optional<energy::Evaluation> found = evaluator.evaluate(options.policy);
  if (!found) {
    warn("--policy must be one of " + std::string(energy::kPolicyNames) + ", not " +
         command_line::quoted(options.policy));
    return kUsage;
  }
  if (!options.flushes_path.empty() &&
      !write_text_file(options.flushes_path, flushes_csv(found->flushes_us))) {
    return kFailed;
  }
  if (options.compare || !options.plot_path.empty()) {
    return print_comparison(options, asked, compare(evaluator));
  }
  EnergyJson out = to_json(*found);
  out["events"] = asked.trace.events.size();
  out["app_activities"] = asked.trace.app_us.size();
  out["deadline_seconds"] = seconds_of(asked.deadlines.normal_us);
  out["deferred_deadline_seconds"] = seconds_of(asked.deadlines.deferred_us);
  out["radio"] = to_json(asked.radio);
  return print(out.dump() + "\n") ? kDone : kFailed;
}

}  // namespace godwit::cli
