#include "apps/console/api/page.h"

#include <gtest/gtest.h>

#include <array>

namespace console {
namespace {

constexpr std::array<PageFile, 2> kFiles = {{
    {"/", "text/html; charset=utf-8", "\"1\"", "document in brotli", "document in gzip"},
    {"/page/main-1.js", "text/javascript", "\"2\"", "script in brotli", "script in gzip"},
}};

std::optional<web::Response> answer_to(std::string path, std::string accepted = "gzip, br",
                                       std::vector<web::Field> fields = {}) {
  web::Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.fields = std::move(fields);
  request.fields.push_back({"Accept-Encoding", std::move(accepted)});
  return Page(kFiles).answer(request);
}

std::string field(const web::Response& response, std::string_view name) {
  for (const web::Field& one : response.fields) {
    if (one.name == name) return one.value;
  }
  return {};
}

TEST(PageTest, IsServedByExactPathsOnly) {
  EXPECT_EQ(answer_to("/")->body, "document in brotli");
  EXPECT_EQ(answer_to("/page/main-1.js")->body, "script in brotli");
  for (const char* path :
       {"/page", "/page/", "/page/main-1.js/", "/INDEX.html", "/etc/passwd", ""}) {
    EXPECT_FALSE(answer_to(path)) << path;
  }
}

TEST(PageTest, ComesInTheCodingThatIsAccepted) {
  EXPECT_EQ(field(*answer_to("/", "gzip, deflate, br;q=0.5"), "Content-Encoding"), "br");
  EXPECT_EQ(answer_to("/", "gzip, br;q=0")->body, "document in gzip");
  EXPECT_EQ(answer_to("/", "GZIP")->body, "document in gzip");
  EXPECT_EQ(answer_to("/", "identity")->status, 406);
  EXPECT_EQ(answer_to("/", "")->status, 406);
}

TEST(PageTest, IsSentAgainOnlyWhenItChanged) {
  const std::string tag = field(*answer_to("/"), "ETag");
  EXPECT_EQ(tag, "\"1-br\"");
  const auto again = answer_to("/", "br", {{"If-None-Match", tag}});
  EXPECT_EQ(again->status, 304);
  EXPECT_EQ(again->body, "");
  EXPECT_EQ(answer_to("/", "gzip", {{"If-None-Match", tag}})->status, 200);
}

TEST(PageTest, MayDoNothingBeyondItsBox) {
  for (const char* path : {"/", "/page/main-1.js"}) {
    const std::string policy = field(*answer_to(path), "Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
    EXPECT_NE(policy.find("require-trusted-types-for 'script'"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(policy.find("http"), std::string::npos);
    EXPECT_EQ(field(*answer_to(path), "X-Content-Type-Options"), "nosniff");
  }
}

TEST(PageTest, IsKeptByTheBrowserButForTheDocument) {
  EXPECT_EQ(field(*answer_to("/"), "Cache-Control"), "no-cache");
  EXPECT_NE(field(*answer_to("/page/main-1.js"), "Cache-Control").find("immutable"),
            std::string::npos);
}

TEST(PageTest, IsOnlyRead) {
  web::Request request;
  request.method = "POST";
  request.path = "/";
  EXPECT_FALSE(Page(kFiles).answer(request));
}

}  // namespace
}  // namespace console
