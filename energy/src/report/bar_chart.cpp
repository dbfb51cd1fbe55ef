#include "report/bar_chart.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

namespace godwit::energy {
namespace {

constexpr int kWidth = 760;
constexpr int kLabelWidth = 190;
constexpr int kFigureWidth = 150;
constexpr int kTop = 64;
constexpr int kRowHeight = 28;
constexpr int kBarHeight = 18;

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
  std::array<char, 512> text{};
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  return text.data();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string row(const Evaluation& shown, int y, double joules_to_pixels) {
  const double length = std::max(0.0, shown.marginal_joules) * joules_to_pixels;
  const int text_y = y + kBarHeight - 5;
  const bool ours = shown.policy == "godwit";
  std::string out =
      formatted("<text x=\"%d\" y=\"%d\" text-anchor=\"end\"%s>%s</text>\n", kLabelWidth - 10,
                text_y, ours ? " font-weight=\"bold\"" : "", escaped(shown.policy).c_str());
  out += formatted("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                   kLabelWidth, y, length, kBarHeight, ours ? "#2a9d6f" : "#7a8ca0");
  const auto ratio = shown.ratio();
  out += formatted("<text x=\"%.1f\" y=\"%d\">%.1f J%s</text>\n", kLabelWidth + length + 8, text_y,
                   shown.marginal_joules, ratio ? formatted(" (%.2fx)", *ratio).c_str() : "");
  return out;
}

}  // namespace

std::string bar_chart(std::string_view title, std::span<const Evaluation> compared) {
  double most = 1e-9;
  for (const Evaluation& each : compared) most = std::max(most, each.marginal_joules);
  const double joules_to_pixels = (kWidth - kLabelWidth - kFigureWidth) / most;
  const int bottom = kTop + static_cast<int>(compared.size()) * kRowHeight;
  std::string out = formatted(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
      "font-family=\"sans-serif\" font-size=\"13\" fill=\"#808890\">\n",
      kWidth, bottom + 16, kWidth, bottom + 16);
  out += formatted("<text x=\"16\" y=\"24\" font-size=\"15\">%s</text>\n",
                   escaped(title.substr(0, 100)).c_str());
  out +=
      "<text x=\"16\" y=\"44\">joules that delivery adds, and how many times the offline "
      "optimum's</text>\n";
  int y = kTop;
  for (const Evaluation& each : compared) {
    out += row(each, y, joules_to_pixels);
    y += kRowHeight;
  }
  if (!compared.empty() && compared[0].optimum_joules > 0) {
    const double x = kLabelWidth + compared[0].optimum_joules * joules_to_pixels;
    out += formatted(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#c8553d\" "
        "stroke-dasharray=\"4 3\"/>\n",
        x, kTop - 8, x, bottom);
  }
  return out + "</svg>\n";
}

}  // namespace godwit::energy
