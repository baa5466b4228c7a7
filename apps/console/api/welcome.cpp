#include "apps/console/api/welcome.h"

#include <string>

#include "apps/console/api/desk.h"

namespace console {

namespace {

constexpr std::string_view kHead =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Jackfield</title>"
    "<meta name=\"viewport\" content=\"width=device-width\"><style>"
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:10vh auto;padding:0 1rem}"
    "a{display:inline-block;padding:.5rem 1rem;border:2px solid;border-radius:.4rem}</style>"
    "</head><body><main><h1>Jackfield</h1>";

}  // namespace

web::Response welcome(const web::Request& request, std::uint16_t port) {
  const auto host = host_of(request);
  if (!host) return {400, {}, {}};
  const std::string link =
      "<p><a href=\"https://" + *host + (port == 443 ? "" : ":" + std::to_string(port)) + "/\">";
  web::Response response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Cache-Control", "no-store");
  response.set(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.body =
      std::string(kHead) +
      "<p>Your telephone system is ready to be set up. The connection will be "
      "encrypted with a certificate that it has made itself, which your browser does "
      "not know yet: it will warn you. Choose <em>Advanced</em> and go on.</p>" +
      link +
      "Set up</a></p><div lang=\"zh-CN\"><p>电话系统已可以开始设置。连接将使用本机"
      "自己生成的证书加密，浏览器尚不认识该证书，因此会发出警告：请选择“高级”并继续。</p>" +
      link + "开始设置</a></p></div></main></body></html>\n";
  return response;
}

}  // namespace console
