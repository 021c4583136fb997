// Takes what a source of examples gives, and checks that it is in order.
#pragma once

#include <string>
#include <vector>

#include "cli/io/item_source.h"
#include "fuzz/promises.h"

namespace electra::fuzz {

struct Refusal {
  cli::Place place;
  std::string why;
};

// An item is good until the source pauses, so it is checked as it comes.
template <class Example>
class CheckingSink : public cli::ItemSink<Example> {
 public:
  void take(cli::Item<Example> item) final {
    ++taken;
    FUZZ_CHECK(item.ordinal > last_ordinal_);
    last_ordinal_ = item.ordinal;
    check(item);
  }
  void refuse(cli::Place place, uint64_t ordinal, const std::string& why) final {
    FUZZ_CHECK(ordinal > 0);
    check_message(why);
    refusals.push_back({place, why});
  }
  void pause() final {}

  size_t taken = 0;
  std::vector<Refusal> refusals;

 protected:
  virtual void check(const cli::Item<Example>& item) = 0;

 private:
  uint64_t last_ordinal_ = 0;
};

}  // namespace electra::fuzz
