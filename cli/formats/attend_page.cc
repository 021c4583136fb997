// The page of electra attend.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

#include "cli/formats/attend.h"
#include "cli/io/html.h"
#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

constexpr std::string_view page_style = R"css(:root{--arc:11,87,208;--most:.7}
@media (prefers-color-scheme:dark){:root{--arc:127,178,255;--most:.4}}
.attention{border-top:1px solid var(--line);margin:1em 0;padding-top:.3em}
.attention h3{font-size:1em;overflow-wrap:anywhere;margin:.5em 0;white-space:pre-wrap}
.attention select,.attention button{font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);
border-radius:.2em}
.choose label{margin-right:1em}
.view{display:flex;font-size:15px;line-height:24px;margin:.6em 0}
.view div{flex:0 1 auto;min-width:0;max-width:38%}
.view svg{flex:1 1 6em;min-width:4em;max-width:24em;overflow:visible}
.view line{stroke:rgb(var(--arc));stroke-width:2;vector-effect:non-scaling-stroke}
.view button{display:block;height:24px;max-width:100%;padding:0 .3em;border-color:transparent;overflow:hidden;
text-overflow:ellipsis;white-space:nowrap}
.view div:first-child button{margin-left:auto}
.view button:hover,.view button:focus,.view button.on{outline:2px solid rgb(var(--arc));outline-offset:-2px}
.ready .said{min-height:3.3em}
.said{color:var(--dim);font-size:.85em;margin:.4em 0}
table{border-collapse:collapse;font-size:.85em}caption{text-align:left;color:var(--dim)}
th,td{text-align:left;padding:.1em .6em .1em 0;vertical-align:top;border-top:1px solid var(--line);font-weight:400}
tbody th{font-weight:600;white-space:nowrap}
td i{font-style:normal;color:var(--dim)}
)css";

// data-layers is [[layer,[head,…]],…]; weights are a byte each, 0 to 255, in base64: [layers, heads,
// from, to]. Sections that another page's script has taken already are left alone, so that pages may be concatenated.
constexpr std::string_view page_script = R"js(<script>
for (const section of document.querySelectorAll('section.attention:not(.ready)')) {
  section.classList.add('ready');
  const find = (what) => section.querySelector(what);
  const names = [...section.querySelectorAll('tbody th')].map((cell) => cell.textContent);
  const count = names.length;
  const bytes = Uint8Array.from(atob(find('.weights').textContent), (c) => c.charCodeAt(0));
  let offset = 0;
  const layers = JSON.parse(section.dataset.layers).map(([layer, heads]) => {
    const begin = offset;
    offset += heads.length * count * count;
    return {layer, heads, begin};
  });
  const make = (name, parent, text) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    return parent.appendChild(element);
  };
  const chooser = (text) => {
    const label = make('label', find('.choose'), text + ' ');
    return make('select', label);
  };
  const layerOf = chooser('Layer'), headOf = chooser('Head');
  layers.forEach(({layer}) => make('option', layerOf, layer));
  layerOf.selectedIndex = layers.length - 1;
  const listHeads = () => {
    const before = headOf.value;
    headOf.replaceChildren();
    make('option', headOf, 'mean of all');
    layers[layerOf.selectedIndex].heads.forEach((head) => make('option', headOf, head));
    headOf.value = before;
    if (headOf.selectedIndex < 0) headOf.selectedIndex = 0;
  };
  const weight = (from, to) => {
    const {heads, begin} = layers[layerOf.selectedIndex];
    const at = (head) => bytes[begin + (head * count + from) * count + to] / 255;
    if (headOf.selectedIndex > 0) return at(headOf.selectedIndex - 1);
    return heads.reduce((sum, _, head) => sum + at(head), 0) / heads.length;
  };
  const percent = (share) => Math.round(100 * share) + '%';
  const best = (weights) => weights.map((share, token) => [share, token]).sort((a, b) => b[0] - a[0]).slice(0, 5)
      .filter(([share]) => share >= 0.005);
  const view = find('.view'), svgName = 'http://www.w3.org/2000/svg';
  const sides = [make('div', view), make('div', view)];
  sides[0].setAttribute('role', 'group');
  sides[0].setAttribute('aria-label', 'from');
  sides[1].setAttribute('role', 'group');
  sides[1].setAttribute('aria-label', 'to');
  const lines = document.createElementNS(svgName, 'svg');
  view.insertBefore(lines, sides[1]);
  lines.setAttribute('aria-hidden', 'true');
  lines.setAttribute('viewBox', '0 0 100 ' + 24 * count);
  lines.setAttribute('preserveAspectRatio', 'none');
  lines.style.height = 24 * count + 'px';
  const buttons = sides.map((side) => names.map((name, token) => {
    const button = make('button', side, name);
    button.type = 'button';
    button.title = name;
    button.tabIndex = token === 0 ? 0 : -1;
    return button;
  }));
  let shown = null;
  const link = (from, to, share) => {
    const line = document.createElementNS(svgName, 'line');
    const at = {x1: 0, y1: 24 * from + 12, x2: 100, y2: 24 * to + 12, 'stroke-opacity': (0.1 + 0.9 * share).toFixed(2)};
    for (const key in at) line.setAttribute(key, at[key]);
    lines.appendChild(line);
  };
  const draw = () => {
    lines.replaceChildren();
    buttons.flat().forEach((button) => { button.style.background = ''; button.classList.remove('on'); });
    if (shown === null) {
      for (let from = 0; from < count; ++from) {
        for (let to = 0; to < count; ++to) if (weight(from, to) >= 0.1) link(from, to, 0.7 * weight(from, to));
      }
      find('.said').textContent = 'Links of 10% and more. Point at a token, tap it, or move with Tab and the arrow keys.';
      return;
    }
    const [side, token] = shown;
    const shares = names.map((_, other) => side === 0 ? weight(token, other) : weight(other, token));
    buttons[side][token].classList.add('on');
    shares.forEach((share, other) => {
      if (share < 0.005) return;
      if (side === 0) link(token, other, share); else link(other, token, share);
      buttons[1 - side][other].style.background = 'rgba(var(--arc),calc(var(--most)*' + share.toFixed(2) + '))';
    });
    find('.said').textContent = names[token] + (side === 0 ? ' attends to ' : ' is attended to by ') +
        best(shares).map(([share, other]) => names[other] + ' ' + percent(share)).join(', ');
  };
  const fillTable = () => {
    section.querySelectorAll('tbody td').forEach((cell, from) => {
      cell.replaceChildren();
      best(names.map((_, to) => weight(from, to))).forEach(([share, to], i) => {
        cell.append((i > 0 ? ', ' : '') + names[to] + ' ');
        make('i', cell, percent(share));
      });
    });
    find('caption').textContent = 'What each token attends to most: layer ' + layerOf.value + ', ' +
        (headOf.selectedIndex > 0 ? 'head ' : '') + headOf.value + (headOf.selectedIndex > 0 ? '' : ' heads');
  };
  const choose = () => { draw(); fillTable(); };
  layerOf.onchange = () => { listHeads(); choose(); };
  headOf.onchange = choose;
  buttons.forEach((all, side) => all.forEach((button, token) => {
    const show = () => { shown = [side, token]; draw(); };
    button.onpointerenter = show;
    button.onclick = show;
    button.onfocus = () => {
      all.forEach((other) => { other.tabIndex = other === button ? 0 : -1; });
      show();
    };
    button.onkeydown = (event) => {
      const to = {ArrowUp: token - 1, ArrowDown: token + 1, Home: 0, End: count - 1}[event.key];
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        buttons[event.key === 'ArrowLeft' ? 0 : 1][token].focus();
      } else if (to !== undefined && all[to]) {
        all[to].focus();
      } else {
        return;
      }
      event.preventDefault();
    };
  }));
  view.onpointerleave = (event) => {
    if (event.pointerType !== 'mouse' || view.contains(document.activeElement)) return;
    shown = null;
    draw();
  };
  listHeads();
  choose();
}
</script>
)js";

void append_base64(std::string& out, std::span<const float> weights) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto byte = [&](size_t i) {
    return i < weights.size() ? static_cast<uint32_t>(std::lround(std::clamp(weights[i], 0.0F, 1.0F) * 255.0F)) : 0U;
  };
  for (size_t i = 0; i < weights.size(); i += 3) {
    const uint32_t three = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    const size_t left = std::min<size_t>(3, weights.size() - i);
    for (size_t digit = 0; digit < 4; ++digit) {
      out += digit <= left ? digits[three >> (18U - 6U * digit) & 63U] : '=';
    }
  }
}

// Of the last layer, over its heads: [tokens, tokens].
std::vector<float> mean_of(const LayerAttention& layer, size_t tokens) {
  std::vector<float> mean(tokens * tokens, 0.0F);
  for (size_t i = 0; i < layer.weights.size(); ++i) {
    mean[i % mean.size()] += layer.weights[i] / static_cast<float>(layer.heads.size());
  }
  return mean;
}

void append_strongest(std::string& out, std::span<const float> weights, const std::vector<std::string>& names) {
  constexpr size_t most = 5;
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](size_t i) { return weights[i]; });
  for (size_t i = 0; i < std::min(most, order.size()) && weights[order[i]] >= 0.005F; ++i) {
    if (i > 0) out += ", ";
    append_html_text(out, names[order[i]]);
    fmt::format_to(std::back_inserter(out), " <i>{:.0f}%</i>", 100.0F * weights[order[i]]);
  }
}

void append_table(std::string& out, const LayerAttention& layer, const std::vector<std::string>& names) {
  fmt::format_to(std::back_inserter(out),
                 "<table>\n<caption>What each token attends to most: layer {}, mean of all heads</caption>\n"
                 "<thead><tr><th scope=\"col\">Token</th><th scope=\"col\">attends to</th></tr></thead>\n<tbody>\n",
                 layer.layer);
  const std::vector<float> mean = mean_of(layer, names.size());
  for (size_t from = 0; from < names.size(); ++from) {
    out += "<tr><th scope=\"row\">";
    append_html_text(out, names[from]);
    out += "</th><td>";
    append_strongest(out, std::span(mean).subspan(from * names.size(), names.size()), names);
    out += "</td></tr>\n";
  }
  out += "</tbody>\n</table>\n";
}

// A page of more does not scroll any more.
void count_weights(const TextAttention& result, AttentionStyle& style) {
  constexpr int64_t most = int64_t{1} << 24;
  int64_t weights = style.weights;
  for (const LayerAttention& layer : result.layers) weights += std::ssize(layer.weights);
  if (weights > most) {
    fail(
        fmt::format("the page would hold {} attention weights, expected at most {}: give fewer texts, or choose "
                    "--layers or --heads",
                    weights, most));
  }
  style.weights = weights;
}

}  // namespace

void begin_attention_page(AttentionStyle& style, std::string& out) {
  style.page.begin(out,
                   {.title = "Attention",
                    .style = page_style,
                    .hint = "How much each token of a text takes from every other, by layer and head of the model. "
                            "The weights of a token add up to 100%.",
                    .has_script = true});
}

void write_attention_section(const Item<TextExample>& item, const TextAttention& result, AttentionStyle& style,
                             std::string& out) {
  count_weights(result, style);
  std::vector<std::string> names;
  for (const int32_t id : result.token_ids) names.emplace_back(style.tokenizer->token(id));
  style.page.begin_file(out, item.file_name);
  fmt::format_to(std::back_inserter(out), R"(<section id="r{}" class="attention" data-layers="[)", item.ordinal);
  for (const LayerAttention& layer : result.layers) {
    fmt::format_to(std::back_inserter(out), "{}[{},[", &layer == result.layers.data() ? "" : ",", layer.layer);
    for (size_t i = 0; i < layer.heads.size(); ++i) {
      fmt::format_to(std::back_inserter(out), "{}{}", i == 0 ? "" : ",", layer.heads[i]);
    }
    out += "]]";
  }
  out += "]\">\n<h3 dir=\"auto\">";
  append_html_text(out, item.example.text);
  if (item.example.pair) {
    out += " | ";
    append_html_text(out, *item.example.pair);
  }
  out +=
      "</h3>\n<div class=\"choose\"></div>\n<div class=\"said\" role=\"status\"></div>\n<div class=\"view\"></div>\n";
  append_table(out, result.layers.back(), names);
  out += "<script type=\"text/plain\" class=\"weights\">";
  std::vector<float> all;
  for (const LayerAttention& layer : result.layers) all.insert(all.end(), layer.weights.begin(), layer.weights.end());
  append_base64(out, all);
  out += "</script>\n</section>\n";
}

void end_attention_page(AttentionStyle& style, std::string& out) {
  out += page_script;
  style.page.end(out, {});
}

}  // namespace electra::cli
