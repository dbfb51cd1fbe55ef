#include "delivery/rhythm.h"

#include "delivery/radio_use.h"
#include "support/catch.h"

using namespace godwit;

namespace {

double share_outlasting(const Rhythm& rhythm, std::int64_t pause_ms) {
  return static_cast<double>(rhythm.outlasting(pause_ms)) /
         static_cast<double>(rhythm.outlasting(0));
}

}  // namespace

TEST_CASE("rhythm: nothing weighs anything before something was noted", "[delivery]") {
  const Rhythm rhythm;
  CHECK(rhythm.outlasting(0) == 0);
  CHECK(rhythm.outlasting(60'000) == 0);
  CHECK(rhythm.beside(60'000) == 0);
}

TEST_CASE("rhythm: a pause outlasts what is shorter, by half what is about as long, no more",
          "[delivery]") {
  const auto [pause_ms, class_begin_ms] = GENERATE(table<std::int64_t, std::int64_t>({
      {0, 128},
      {255, 128},
      {256, 256},
      {511, 256},
      {1'000, 512},
      {60'000, 32'768},
      {4'000'000, 2'097'152},
      {std::int64_t{1} << 40, 4'194'304},
  }));
  Rhythm rhythm;
  rhythm.note(pause_ms);
  CAPTURE(pause_ms);
  CHECK(rhythm.outlasting(0) == Rhythm::kPauseWeight);
  CHECK(rhythm.outlasting(class_begin_ms) == Rhythm::kPauseWeight);
  CHECK(rhythm.outlasting(class_begin_ms * 3 / 2) == Rhythm::kPauseWeight / 2);
  CHECK(rhythm.outlasting(class_begin_ms * 2) == 0);
  CHECK(rhythm.outlasting(std::int64_t{1} << 60) == 0);
}

TEST_CASE("rhythm: what was is forgotten, however long it was so", "[delivery]") {
  Rhythm rhythm;
  for (int i = 0; i < 100'000; ++i) rhythm.note(1'000);
  CHECK(share_outlasting(rhythm, 2'000) == 0.0);
  for (int i = 0; i < 64; ++i) rhythm.note(100'000);
  CHECK(share_outlasting(rhythm, 2'000) > 0.6);
  CHECK(share_outlasting(rhythm, 2'000) < 0.7);
  for (int i = 0; i < 100'000; ++i) rhythm.note(100'000);
  CHECK(share_outlasting(rhythm, 2'000) > 0.999);
  CHECK(rhythm.outlasting(0) < 66'000);  // A weight never wraps.
}

TEST_CASE("rhythm: beside a wait as long as the middle of its class a pause is half",
          "[delivery]") {
  Rhythm rhythm;
  rhythm.note(200);
  CHECK(rhythm.beside(192) == Rhythm::kPauseWeight / 2);
  Rhythm slow;
  slow.note(1'500);
  CHECK(slow.beside(1'536) == Rhythm::kPauseWeight / 2);
}

TEST_CASE("rhythm: beside a wait a long pause is most of it, and a short one little",
          "[delivery]") {
  Rhythm rhythm;
  rhythm.note(1'000);
  CHECK(rhythm.beside(0) == Rhythm::kPauseWeight);
  CHECK(rhythm.beside(60'000) < Rhythm::kPauseWeight / 50);
  Rhythm slow;
  slow.note(600'000);
  CHECK(slow.beside(60'000) > Rhythm::kPauseWeight * 9 / 10);
  CHECK(slow.beside(60'000) < Rhythm::kPauseWeight);
}

TEST_CASE("radio_use: pauses of the application lie between its uses, not between ours",
          "[delivery]") {
  RadioUse radio;
  radio.note_app(10'000);
  CHECK(radio.app_pauses.outlasting(0) == 0);
  radio.note_request(15'000);
  CHECK(radio.seen_ms == 15'000);
  CHECK(radio.app_ms == 10'000);
  radio.note_app(30'000);
  CHECK(radio.seen_ms == 30'000);
  CHECK(radio.app_pauses.outlasting(16'000) > 0);
  CHECK(radio.app_pauses.outlasting(33'000) == 0);
}

TEST_CASE("radio_use: a pause of the events goes from a request to the next one that is queued",
          "[delivery]") {
  RadioUse radio;
  radio.note_queued(1'000);
  CHECK(radio.event_pauses.outlasting(0) == 0);  // There was no request.
  radio.note_request(5'000);
  radio.note_queued(kNever);
  CHECK(radio.event_pauses.outlasting(0) == 0);
  radio.note_queued(65'000);
  CHECK(radio.event_pauses.outlasting(30'000) == Rhythm::kPauseWeight);
  radio.note_queued(65'000);
  CHECK(radio.event_pauses.outlasting(0) == Rhythm::kPauseWeight);  // Once.
}

TEST_CASE("radio_use: what a request left behind is no pause", "[delivery]") {
  RadioUse radio;
  radio.note_request(5'000);
  radio.note_queued(4'000);
  radio.note_queued(6'000);
  CHECK(radio.event_pauses.outlasting(0) == 0);
}
