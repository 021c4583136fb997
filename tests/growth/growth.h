// Checks how the cost of work grows with its input, by counting instructions.
//
// Counts come from callgrind, a tool of valgrind, under which the program runs (growth_test.sh): unlike seconds they do
// not depend on what else the machine does.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace electra::test {

using Work = std::function<void()>;

// Checks that twice the input costs at most 2.3 times as much, what every input costs left aside. `prepare` makes an
// input of a size and gives the work on it, which alone is counted. The sizes are `unit`, twice and four times as many,
// and with ELECTRA_GROWTH_SCALE=N in the environment N times those.
void check_growth(std::string_view what, size_t unit, const std::function<Work(size_t size)>& prepare);

// The command of these arguments, run in this process without a word; it has to succeed, or to fail with an Error.
Work electra(std::vector<std::string> arguments);
Work refused(std::vector<std::string> arguments);
// One that may end in any way.
Work any(std::vector<std::string> arguments);
// Any other work that may throw an Error, which is its result.
Work with_errors(Work work);

// `text` n times, with `separator` between; each @ in it is the number of the time.
std::string repeated(size_t n, std::string_view text, std::string_view separator = "");

std::string golden(const std::string& name);

}  // namespace electra::test
