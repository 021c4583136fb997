// The summary of `electra convert`: what is made of what, and what is left out.
#pragma once

#include <string>
#include <string_view>

#include "converters/convert.h"

namespace electra::cli {

// Lines with a heading each. `source` and `format`: what the source is called, and what it is.
std::string describe_plan(const converters::ConversionPlan& plan, const std::string& source, std::string_view format);

}  // namespace electra::cli
