#include <electra/converters.h>
#include <electra/electra.h>
#include <iostream>
int main(int, char** argv) try {
  auto pipeline = electra::Pipeline::load(argv[1], {.other_weights = electra::converters::open_weights});
  for (const auto& word : pipeline.detect_replaced(argv[2]).words)
    std::cout << word.bytes.of(argv[2]) << '\t' << word.probability << '\n';
} catch (const electra::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
