// Pages of html in a real browser: headless Chromium, where there is one.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/pages.h"

namespace electra::test {
namespace {

using nlohmann::json;

// What a page must show and not act on.
const std::string hostile =
    "</p></script><img src=x onerror=alert(1)> \"double\" 'single' &amp; \u202egnihton\u202c \x01 moon\n"
    "<!-- <style>*{display:none}</style> ]]> dogs\n"
    "\u05e9\u05dc\u05d5\u05dd sugar \u6771\u4eac\n";
const std::string hostile_shown =
    "</p></script><img src=x onerror=alert(1)> \"double\" 'single' &amp; \u202egnihton\u202c \u2401 moon";

enum class Scheme { light, dark };

RunResult open_page(const Folder& folder, const std::string& page, Scheme scheme = Scheme::light) {
  folder.write("page.html", page);
  const RunResult result =
      browse(folder, "page.html", scheme == Scheme::dark ? "--blink-settings=preferredColorScheme=0" : "");
  CHECK(result.code == 0);
  return result;
}

// What a script returns in a page that is allowed to have one.
json asked(const Folder& folder, std::string page, const std::string& script, Scheme scheme = Scheme::light) {
  const size_t policy = page.find("<meta http-equiv=");
  page.erase(policy, page.find('\n', policy) - policy);
  const size_t end = page.rfind("</body>");
  page.insert(end,
              "<script>const all=(s,e=document)=>[...e.querySelectorAll(s)];const result=(()=>{" + script +
                  "})();document.body.textContent='RESULT'+encodeURIComponent(JSON.stringify(result))+'END'</script>");
  const std::string out = open_page(folder, page, scheme).out;
  const size_t begin = out.find("RESULT");
  REQUIRE(begin != out.npos);
  std::string text;
  for (size_t i = begin + 6; i < out.size() && out.compare(i, 3, "END") != 0; ++i) {
    if (out[i] != '%') {
      text += out[i];
    } else {
      text += static_cast<char>(std::stoi(out.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  return json::parse(text);
}

std::vector<std::string> all_pages(const Folder& folder) {
  folder.write("q.json", R"({"data": [{"paragraphs": [{"context": "Rome </p><script>x</script> was founded by \"Ann\".",
    "qas": [{"id": "a", "question": "Who <b>?"}, {"id": "b", "question": "</main>", "is_impossible": true}]}]}]})");
  return {page_of(folder, {"detect-replaced", "--threshold", "0.3"}, hostile), page_of(folder, {"tag"}, hostile),
          page_of(folder, {"tag", "--format", "conll"}, "<img X\n\"Rome\" X\nRome X\n"),
          page_of(folder, {"qa", "--null-threshold", "-1", "q.json"}), page_of(folder, {"attend"}, hostile)};
}

TEST_CASE("pages load without a complaint, and ask for nothing") {
  const Folder folder;
  if (!has_browser(folder)) return;
  for (const std::string& page : all_pages(folder)) {
    CHECK(open_page(folder, page).err.find("CONSOLE") == std::string::npos);
  }
  // The policy of the page would forbid it, and the browser would say so.
  std::string page = page_of(folder, {"tag"}, "Rome\n");
  page.insert(page.find("</main>"), "<img src=\"http://127.0.0.1:9/x.png\">");
  CHECK(open_page(folder, page).err.find("CONSOLE") != std::string::npos);
}

TEST_CASE("hostile texts stay text, in the direction of their letters") {
  const Folder folder;
  if (!has_browser(folder)) return;
  const std::string script =
      "return {texts:all('main p').map(p=>[...p.childNodes].slice(1).map(n=>n.textContent).join('')),"
      "foreign:all('main img,main script,main style').length,directions:all('main p').map(p=>getComputedStyle(p)."
      "direction),ids:all('[id]').length-new Set(all('[id]').map(e=>e.id)).size,mode:document.compatMode,"
      "parts:all('header,main,.counts,footer').length,labels:all('[role=note]').every(e=>e.ariaLabel.length>3)}";
  const json found = asked(folder, all_pages(folder)[0], script);
  CHECK(found["texts"][0] == hostile_shown);
  CHECK(found["foreign"] == 0);
  CHECK(found["directions"] == json{"ltr", "ltr", "rtl"});
  CHECK(found["ids"] == 0);
  CHECK(found["mode"] == "CSS1Compat");
  CHECK(found["parts"] == 4);
  CHECK(found["labels"] == true);
  const json answers = asked(folder, all_pages(folder)[3], script);
  CHECK(answers["texts"].size() == 3);
  CHECK(answers["foreign"] == 0);
  CHECK(answers["ids"] == 0);
}

TEST_CASE("a box hides the lines without marks, and no script is needed for it") {
  const Folder folder;
  if (!has_browser(folder)) return;
  const std::string script =
      "const shown=()=>all('main p').filter(p=>getComputedStyle(p).display!='none').map(p=>p.id);"
      "const before=shown();all('.only')[0].click();return [before,shown()]";
  CHECK(asked(folder, page_of(folder, {"tag"}, "Rome\nhe went\nParis\n"), script) ==
        json{{"r1", "r2", "r3"}, {"r1", "r3"}});
  const json heat = asked(
      folder, page_of(folder, {"detect-replaced"}, "We drove to the city by moon.\n\nThe chef cooked the meal.\n"),
      script);
  CHECK(heat == json{{"r1", "r2", "r3"}, {"r1"}});
}

TEST_CASE("a mark shows its probability when it is focused") {
  const Folder folder;
  if (!has_browser(folder)) return;
  const std::string page = page_of(folder, {"detect-replaced"}, "We drove to the city by moon.\n");
  json tips = json::object();
  // A window may be open before it has the focus.
  for (int tries = 0; tries < 5 && !tips.value("focused", false); ++tries) {
    tips = asked(folder, page,
                 "const b=all('b.f').pop(),tip=()=>getComputedStyle(b,'::after').content,before=tip();b.focus();"
                 "return {text:b.textContent,before,after:tip(),tip:b.dataset.tip,focused:document.hasFocus()}");
  }
  CHECK(tips["text"] == "moon");
  CHECK(tips["before"] == "none");
  CHECK(tips["after"] == "\"" + tips["tip"].get<std::string>() + "\"");
}

// The least contrast of a text with what is behind it, in the sense of WCAG 2.
constexpr const char* least_contrast = R"js(
const rgba=c=>{const n=c.match(/[\d.]+/g).map(Number);return [n[0],n[1],n[2],n[3]??1]};
const over=(a,b)=>[0,1,2].map(i=>a[i]*a[3]+b[i]*(1-a[3])).concat(1);
const behind=e=>{if(!e)return [255,255,255,1];const c=rgba(getComputedStyle(e).backgroundColor);
  return c[3]==1?c:over(c,behind(e.parentElement))};
const light=c=>{const l=c.slice(0,3).map(v=>v/255).map(v=>v<=.03928?v/12.92:((v+.055)/1.055)**2.4);
  return .2126*l[0]+.7152*l[1]+.0722*l[2]};
let least=[99,''];
for(const e of all('body *')){
  if(e.tagName=='SCRIPT'||![...e.childNodes].some(n=>n.nodeType==3&&n.data.trim()))continue;
  const back=behind(e),a=light(over(rgba(getComputedStyle(e).color),back)),b=light(back);
  const contrast=(Math.max(a,b)+.05)/(Math.min(a,b)+.05);
  if(contrast<least[0])least=[contrast,e.outerHTML.slice(0,80)];
}
return [least[0],least[1].replace(/[&<>]/g,' '),getComputedStyle(document.body).backgroundColor];
)js";

TEST_CASE("texts stand out from their colours, by day and by night") {
  const Folder folder;
  if (!has_browser(folder)) return;
  std::vector<std::string> pages = all_pages(folder);
  for (int hue = 0; hue < 6; ++hue) {
    pages[1].insert(pages[1].find("</main>"), "<p><b class=\"h" + std::to_string(hue) + "\">x<i>y</i></b></p>");
  }
  for (const Scheme scheme : {Scheme::light, Scheme::dark}) {
    for (const std::string& page : pages) {
      const json least = asked(folder, page, least_contrast, scheme);
      CHECK(least[2] == (scheme == Scheme::light ? "rgb(255, 255, 255)" : "rgb(21, 23, 26)"));
      CAPTURE(least[1].get<std::string>());
      CHECK(least[0].get<double>() >= 4.5);
    }
  }
}

TEST_CASE("an answer leads to its place in the context, and that back to its question") {
  const Folder folder;
  if (!has_browser(folder)) return;
  const json links =
      asked(folder, page_of(folder, {"qa", "--question", "When?"}, "It was in 1642.\nIn 1700.\n"),
            "return all('main a[href]').every(a=>document.querySelector(a.getAttribute('href')))&&"
            "all('.w a').map(a=>document.querySelector(a.getAttribute('href')).textContent==a.textContent)");
  CHECK(links == json{true, true});
}

}  // namespace
}  // namespace electra::test
