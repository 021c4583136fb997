#include "electra/version.h"

#include <dnnl.hpp>

#include "nn/cpu.h"

namespace electra {

using namespace internal;

namespace {

std::string_view isa_name(Isa isa) {
  switch (isa) {
    case Isa::avx:
      return "AVX";
    case Isa::avx2:
      return "AVX2";
    case Isa::avx512:
      return "AVX-512";
    default:
      return "portable";
  }
}

}  // namespace

std::string_view library_version() { return ELECTRA_VERSION; }

std::string onednn_version() {
  const dnnl::version_t* version = dnnl::version();
  return std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->patch);
}

std::string instruction_set() {
  const Features features = products_features();
  std::string out(isa_name(products_isa()));
  const auto add = [&](bool has, std::string_view name) {
    if (has) out.append(out.find(" with ") == out.npos ? " with " : ", ").append(name);
  };
  add(features.vnni, "VNNI");
  add(features.bf16, "BF16");
  add(features.amx, "AMX");
  return out;
}

}  // namespace electra
