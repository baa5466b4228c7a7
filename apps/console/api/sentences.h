// The console's own sentences, each in both languages: one without its Chinese cannot be written.
// {} stands for the next value.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/console/api/gate.h"

namespace console {

struct Sentence {
  std::string_view english;
  std::string_view chinese;
};

namespace say {

// Who asks.
inline constexpr Sentence kSignIn{"Sign in first", "请先登录"};
inline constexpr Sentence kWrongPassword{"The name or the password is wrong", "用户名或密码错误"};
inline constexpr Sentence kWrongCode{
    "This is not the code of the first visit: it stands on the box's screen or serial line",
    "首次访问码不正确：请查看设备的屏幕或串口"};
inline constexpr Sentence kTooManyTries{"Too many wrong passwords: try again in {} seconds",
                                        "密码错误次数过多：请在 {} 秒后重试"};
inline constexpr Sentence kNotAllowed{"You may not do this: ask an administrator",
                                      "您无权执行此操作：请联系管理员"};
inline constexpr Sentence kNoScope{"This token has not the scope {}", "此令牌没有权限范围 {}"};
inline constexpr Sentence kNoCsrf{"The request does not come from this page: load it anew",
                                  "请求并非来自本页面：请重新加载"};
inline constexpr Sentence kForeignOrigin{"Requests of other origins are refused",
                                         "拒绝其他来源的请求"};
inline constexpr Sentence kMayNotChange{"This only an administrator or operator may change",
                                        "只有管理员或操作员可以修改此项"};

// What is asked.
inline constexpr Sentence kNoSuchThing{"There is nothing at {}", "{} 不存在"};
inline constexpr Sentence kOtherMethods{"Here are only {}", "此处只接受 {}"};
inline constexpr Sentence kNeedsJson{"The body must be JSON, and Content-Type application/json",
                                     "正文须为 JSON，且 Content-Type 为 application/json"};
inline constexpr Sentence kNotJson{"The body is no JSON object", "正文不是 JSON 对象"};
inline constexpr Sentence kTooLong{"The body has more than {} octets", "正文超过 {} 字节"};
inline constexpr Sentence kFaulty{"Some values are refused", "部分值被拒绝"};
inline constexpr Sentence kBusy{"Too much is asked now: try again soon",
                                "当前请求过多：请稍后重试"};
inline constexpr Sentence kChanged{"Somebody else has changed it meanwhile: look again",
                                   "其他人已在此期间修改：请重新查看"};
inline constexpr Sentence kThereAlready{"It is there already, or something stands in its way",
                                        "已存在或有冲突"};
inline constexpr Sentence kFailed{"It could not be done: see the log", "操作失败：请查看日志"};

// Fields of a body.
inline constexpr Sentence kUnknownField{"There is no such field", "没有此字段"};
inline constexpr Sentence kMissing{"This is needed", "此项必填"};
inline constexpr Sentence kNeedsText{"A text is needed", "应为文本"};
inline constexpr Sentence kNeedsNumber{"A whole number from {} to {} is needed",
                                       "应为 {} 到 {} 的整数"};
inline constexpr Sentence kNeedsBoolean{"true or false is needed", "应为 true 或 false"};
inline constexpr Sentence kNeedsObject{"An object is needed", "应为对象"};
inline constexpr Sentence kNeedsList{"A list of at most {} is needed", "应为最多 {} 项的列表"};
inline constexpr Sentence kTextLength{"{} to {} characters are needed", "需要 {} 到 {} 个字符"};
inline constexpr Sentence kOneOf{"One of these is needed: {}", "应为以下之一：{}"};

// Users, tokens, the first steps.
inline constexpr Sentence kUserName{"1 to 64 small letters, digits or . _ - are needed",
                                    "需要 1 到 64 个小写字母、数字或 . _ -"};
inline constexpr Sentence kNoSuchUser{"There is no user {}", "没有用户 {}"};
inline constexpr Sentence kUserExists{"User {} is there already", "用户 {} 已存在"};
inline constexpr Sentence kTooManyUsers{"There can be {} users at most", "最多只能有 {} 个用户"};
inline constexpr Sentence kLastAdministrator{"The last administrator stays",
                                             "须保留最后一个管理员"};
inline constexpr Sentence kUserExtension{"A user needs the number of an extension that is there",
                                         "用户须对应一个已有的分机号"};
inline constexpr Sentence kCurrentPassword{"Your present password is needed, and this is not it",
                                           "须输入正确的当前密码"};
inline constexpr Sentence kNoSuchToken{"There is no token {}", "没有令牌 {}"};
inline constexpr Sentence kTooManyTokens{"There can be {} tokens at most", "最多只能有 {} 个令牌"};
inline constexpr Sentence kNumber{"1 to 32 letters, digits or . _ + * # - are needed",
                                  "需要 1 到 32 个字母、数字或 . _ + * # -"};
inline constexpr Sentence kPersonName{
    "Text of at most 64 octets without control characters is needed",
    "应为最多 64 字节且不含控制字符的文本"};
inline constexpr Sentence kNumberTwice{"This number stands there twice", "此号码出现两次"};

// The box.
inline constexpr Sentence kPhoneThere{
    "A phone of {} is registered already: its password would be "
    "worth nothing afterwards; ask with renew",
    "{} 已有话机注册：更换后其密码将失效；如需继续请使用 renew"};
inline constexpr Sentence kPhoneAway{
    "A phone of {} was connected with the present password and is away now: the password would be "
    "worth nothing afterwards; ask with renew",
    "{} 的话机曾用当前密码连接，现在不在线：更换后该密码将失效；如需继续请使用 renew"};
inline constexpr Sentence kTicketSpent{
    "This link was used or is older than 15 minutes: make another",
    "此链接已使用或已超过 15 分钟：请重新生成"};
inline constexpr Sentence kStrangeHost{"The field Host names no address", "Host 字段不是有效地址"};
inline constexpr Sentence kNoSuchRecording{"There is no recording {}", "没有录音 {}"};
inline constexpr Sentence kNotRemoved{"The recording {} could not be removed: see the disk",
                                      "无法删除录音 {}：请检查磁盘"};
inline constexpr Sentence kNeedsSound{
    "The body must be a sound, and Content-Type audio/wav, audio/ogg, audio/flac or audio/mpeg",
    "正文须为声音文件，且 Content-Type 为 audio/wav、audio/ogg、audio/flac 或 audio/mpeg"};
inline constexpr Sentence kNoSoundFile{"This is no WAV, Ogg, FLAC or MP3 file",
                                       "这不是 WAV、Ogg、FLAC 或 MP3 文件"};
inline constexpr Sentence kDamagedSound{"The file is damaged: bring it anew",
                                        "文件已损坏：请重新上传"};
inline constexpr Sentence kUnknownEncoding{
    "The file's encoding is not known here, or it has other than 8,000 to 48,000 samples a second, "
    "or more than 8 channels",
    "不支持该文件的编码，或采样率不在 8000 至 48000 之间，或声道超过 8 个"};
inline constexpr Sentence kLongSound{"The sound lasts more than {} minutes: cut it shorter",
                                     "声音超过 {} 分钟：请剪短"};
inline constexpr Sentence kSilentSound{"There is nothing to be heard in the file",
                                       "文件中没有可听的声音"};
inline constexpr Sentence kNoCertificate{"Certificates are not in use here", "此处未使用证书"};
inline constexpr Sentence kNoUpdate{
    "This is no board with two slots: its program is replaced by whoever installed it",
    "本机不是双槽位设备：请由安装者更新程序"};
inline constexpr Sentence kNeedsUpdate{"The body must be an update, a file of the name *.update",
                                       "正文须为更新文件（*.update）"};
inline constexpr Sentence kUpdateUnderWay{"Another update is being written: wait for it",
                                          "正在写入另一个更新：请稍候"};
inline constexpr Sentence kNoSteward{"The board does not answer: see its log",
                                     "设备没有应答：请查看日志"};

}  // namespace say

// All of them, for the test that looks at each.
std::span<const Sentence> all_sentences();

// With its values in place, about a field of the body or query ("" for none).
Fault fault(std::string field, const Sentence& sentence,
            const std::vector<std::string>& values = {});

}  // namespace console
