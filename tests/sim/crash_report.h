// A crash or an abort says which command replays it.
#pragma once

#include <string>

namespace godwit::sim {

// The command that repeats the calling thread's current run.
extern thread_local std::string replay_command;

// From now on a crash of any thread prints its replay_command before it ends the program.
void report_crashes();

}  // namespace godwit::sim
