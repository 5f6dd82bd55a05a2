#include "app/page/page.h"

#include <stdexcept>

#include "core/base/file.h"

// GAN_PAGE_FOLDER and GAN_CHART_JS come from CMakeLists.txt.
#define GAN_EMBED(name, path)                          \
  __asm__(                                             \
      ".pushsection .rodata\n"                         \
      ".global " #name "_begin, " #name "_end\n" #name \
      "_begin:\n"                                      \
      ".incbin \"" path "\"\n" #name                   \
      "_end:\n"                                        \
      ".popsection\n");                                \
  extern "C" const char name##_begin[], name##_end[]

GAN_EMBED(gan_report_html, GAN_PAGE_FOLDER "/report.html");
GAN_EMBED(gan_report_css, GAN_PAGE_FOLDER "/report.css");
GAN_EMBED(gan_report_js, GAN_PAGE_FOLDER "/report.js");
GAN_EMBED(gan_curves_js, GAN_PAGE_FOLDER "/curves.js");
GAN_EMBED(gan_chart_js, GAN_CHART_JS);

namespace gan {
namespace {

// A "<" in the data could end the <script> element.
std::string escape_for_script(const std::string& json) {
  std::string escaped;
  escaped.reserve(json.size());
  for (const char letter : json) {
    if (letter == '<')
      escaped += "\\u003c";
    else
      escaped += letter;
  }
  return escaped;
}

void replace(std::string& page, const std::string& mark, const std::string& text) {
  const size_t at = page.find(mark);
  if (at == std::string::npos) throw std::logic_error("page: no " + mark);
  page.replace(at, mark.size(), text);
}

}  // namespace

std::string format_page(const std::string& data) {
  std::string page(gan_report_html_begin, gan_report_html_end);
  // The data comes last, so that no mark inside it is replaced.
  replace(page, "{{report.css}}", {gan_report_css_begin, gan_report_css_end});
  replace(page, "{{curves.js}}", {gan_curves_js_begin, gan_curves_js_end});
  replace(page, "{{report.js}}", {gan_report_js_begin, gan_report_js_end});
  replace(page, "{{chart.js}}", {gan_chart_js_begin, gan_chart_js_end});
  replace(page, "{{data}}", escape_for_script(data));
  return page;
}

std::string read_picture(const std::filesystem::path& picture) {
  constexpr uint64_t kMaxBytes = uint64_t{1} << 30;
  return read_file(picture, kMaxBytes);
}

std::string to_data_uri(const std::string& png) {
  static const char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string uri = "data:image/png;base64,";
  uri.reserve(uri.size() + (png.size() + 2) / 3 * 4);
  const auto byte = [&](size_t i) {
    return i < png.size() ? static_cast<unsigned>(static_cast<unsigned char>(png[i])) : 0U;
  };
  for (size_t i = 0; i < png.size(); i += 3) {
    const unsigned bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (size_t digit = 0; digit < 4; ++digit)
      uri += i + digit > png.size() ? '=' : kDigits[bits >> (18 - 6 * digit) & 63];
  }
  return uri;
}

}  // namespace gan
