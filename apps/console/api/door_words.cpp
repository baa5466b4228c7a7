#include "apps/console/api/door_words.h"

#include "apps/console/api/role.h"
#include "apps/console/api/sentences.h"
#include "firmware/web/problem.h"

namespace console {

namespace {

constexpr Sentence kSaid[] = {
    {web::kLongBody, "内容超出此处允许的长度"},
    {web::kManyBodies, "其他人正在上传大文件：请稍后重试"},
    {web::kManyWatchers, "同时查看的人过多"},
    {web::kManyConnections, "连接过多：请稍后重试"},
    {web::kNoTls, "此处不提供 TLS"},
    {web::kNoAnswer, "服务器没有应答"},
    {web::kSlow, "发送过慢"},
    {web::kOnlyWebSocket, "事件只通过 WebSocket 发送"},
    {web::kNoSipYet, "尚不支持 SIP over WebSocket"},
};

}  // namespace

std::string in_language(std::string_view why, std::string_view accept_language) {
  if (language_accepted(accept_language) == Language::chinese) {
    for (const Sentence& sentence : kSaid) {
      if (sentence.english == why) return std::string(sentence.chinese);
    }
  }
  return std::string(why);
}

}  // namespace console
