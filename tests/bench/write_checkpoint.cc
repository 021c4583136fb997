// Writes a pre-training checkpoint of random numbers in Google's names, with Adam slots, to measure `electra convert`:
//
//   write_checkpoint small|base PREFIX
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "converters/checkpoint_writer.h"

namespace {

struct Tower {
  std::string scope;
  int64_t layers, hidden, intermediate, embedding;
};

class Writer {
 public:
  explicit Writer(const std::string& prefix) : writer_(prefix) {}

  void add(const std::string& name, std::vector<int64_t> shape) {
    for (const char* slot : {"", "/adam_m", "/adam_v"}) {
      int64_t left = 1;
      for (const int64_t size : shape) left *= size;
      writer_.add(name + slot, shape, [&](const auto& append) {
        std::vector<float> values;
        for (; left > 0; left -= static_cast<int64_t>(values.size())) {
          values.resize(static_cast<size_t>(std::min<int64_t>(left, 1 << 16)));
          for (float& value : values) value = random();
          append({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
        }
      });
    }
  }
  void linear(const std::string& name, int64_t in, int64_t out) {
    add(name + "/kernel", {in, out});
    add(name + "/bias", {out});
  }
  void layer_norm(const std::string& name, int64_t size) {
    add(name + "/gamma", {size});
    add(name + "/beta", {size});
  }
  void encoder(const Tower& tower) {
    if (tower.embedding != tower.hidden) linear(tower.scope + "/embeddings_project", tower.embedding, tower.hidden);
    for (int64_t i = 0; i < tower.layers; ++i) {
      const std::string layer = tower.scope + "/encoder/layer_" + std::to_string(i);
      for (const char* part : {"query", "key", "value"}) {
        linear(layer + "/attention/self/" + part, tower.hidden, tower.hidden);
      }
      linear(layer + "/attention/output/dense", tower.hidden, tower.hidden);
      layer_norm(layer + "/attention/output/LayerNorm", tower.hidden);
      linear(layer + "/intermediate/dense", tower.hidden, tower.intermediate);
      linear(layer + "/output/dense", tower.intermediate, tower.hidden);
      layer_norm(layer + "/output/LayerNorm", tower.hidden);
    }
  }
  void embeddings(int64_t size) {
    const std::string scope = "electra/embeddings/";
    add(scope + "word_embeddings", {30522, size});
    add(scope + "position_embeddings", {512, size});
    add(scope + "token_type_embeddings", {2, size});
    layer_norm(scope + "LayerNorm", size);
  }
  void finish() {
    const int64_t step = 1'000'000;
    writer_.add_bytes("global_step", 9, {}, {reinterpret_cast<const char*>(&step), sizeof(step)});
    writer_.finish();
  }

 private:
  float random() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<float>(static_cast<int32_t>(state_ >> 32)) * 0x1p-36F;
  }

  electra::test::CheckpointWriter writer_;
  uint64_t state_ = 1;
};

}  // namespace

int main(int argc, char** argv) {
  const bool base = argc == 3 && std::strcmp(argv[1], "base") == 0;
  if (argc != 3 || (!base && std::strcmp(argv[1], "small") != 0)) {
    std::cerr << "usage: write_checkpoint small|base PREFIX\n";
    return 2;
  }
  const Tower discriminator = base ? Tower{"electra", 12, 768, 3072, 768} : Tower{"electra", 12, 256, 1024, 128};
  const Tower generator = base ? Tower{"generator", 12, 256, 1024, 768} : Tower{"generator", 12, 64, 256, 128};
  Writer writer(argv[2]);
  writer.embeddings(discriminator.embedding);
  writer.encoder(discriminator);
  writer.linear("discriminator_predictions/dense", discriminator.hidden, discriminator.hidden);
  writer.linear("discriminator_predictions/dense_1", discriminator.hidden, 1);
  writer.encoder(generator);
  writer.linear("generator_predictions/dense", generator.hidden, generator.embedding);
  writer.layer_norm("generator_predictions/LayerNorm", generator.embedding);
  writer.add("generator_predictions/output_bias", {30522});
  writer.finish();
}
