// What a replaced-token model says of one sentence.
#include <electra/error.h>
#include <electra/model.h>
#include <electra/tokenizer.h>

#include <iostream>

int main(int argc, char** argv) try {
  if (argc != 3) throw electra::Error(electra::ErrorKind::usage, "usage: consumer MODEL_DIRECTORY SENTENCE");
  const auto model = electra::Model::load(argv[1]);
  const auto tokenizer = electra::Tokenizer::load(argv[1], model.config().vocab_size);

  const electra::Encoding sentence = tokenizer.encode(argv[2]);
  electra::PackedBatch batch;
  batch.add(sentence);
  electra::Runner runner(model, /*threads=*/1);
  electra::Request request;
  request.hidden_states = request.attentions = true;
  const electra::Output output = runner.run(batch, request);

  const size_t tokens = sentence.size();
  for (size_t i = 0; i < tokens; ++i) std::cout << tokenizer.token(sentence.ids[i]) << '\t' << output.logits[i] << '\n';
  std::cout << "hidden states: " << output.hidden_states.size() << " x [" << tokens << ", "
            << output.hidden_states[0].size() / tokens << "]\n";
  std::cout << "attentions: " << output.attentions.size() << " x [" << output.attentions[0].size() / (tokens * tokens)
            << ", " << tokens << ", " << tokens << "]\n";
} catch (const electra::Error& error) {
  std::cerr << "consumer: " << error.what() << '\n';
  return 1;
}
