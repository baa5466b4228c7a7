#include "apps/jackfield/page_words.h"

#include "apps/jackfield/message.h"
#include "apps/jackfield/words.h"

namespace jackfield {

namespace {

struct PageWords {
  std::string_view text;  // as the command says it
  console::Sentence said;
};

constexpr PageWords kPageWords[] = {
    {"There is no extension {}: see jackfield extension list",
     {"There is nobody with the number {}", "没有分机 {}"}},
    {"Extension {} exists already: change it with jackfield extension set",
     {"The number {} is somebody's already: choose another, or change that person",
      "分机 {} 已存在：请另选号码，或修改原有人员"}},
    {"The password of {} must have {} to {} characters: choose another or use --generate",
     {"The password of {} must have {} to {} characters: choose another or have one made",
      "{} 的密码须为 {} 到 {} 个字符：请另选一个，或自动生成"}},
    {"Line {}: extension {} exists already: take the line out or use --replace",
     {"Line {}: the number {} is somebody's already", "第 {} 行：分机 {} 已存在"}},
    {"There is no rule at position {}: see jackfield rule list",
     {"There is no rule at position {} any more: look at the list of rules",
      "位置 {} 已没有规则：请查看规则列表"}},
    {"There is a rule at position {} already: choose another or remove it with jackfield rule "
     "remove",
     {"There is a rule at position {} already: choose another place, or move or delete that rule",
      "位置 {} 已有规则：请另选位置，或移动、删除该规则"}},
    {"There is no setting {}: see jackfield setting list",
     {"There is no setting {}", "没有设置 {}"}},
    {"Every stored password is bound to the realm: change it only while there are no extensions "
     "and no switchboard runs",
     {"Every password of a phone is bound to the realm: it cannot be changed here",
      "所有话机密码都与 realm 绑定：此处不能修改"}},
    {"There is no call {}: jackfield calls lists them; {} characters of an ID will do",
     {"There is no call {}: look at the list of calls", "没有通话 {}：请查看通话记录"}},
    {"The ladder of call {} is no longer kept: those of the last {} calls are, until the "
     "switchboard stops",
     {"The messages of call {} are no longer kept: those of the last {} calls are, until the box "
      "is restarted",
      "通话 {} 的消息已不再保留：仅保留最近 {} 个通话的，直到设备重新启动"}},
    {"this is not a configuration written by jackfield export",
     {"this is no configuration of a Jackfield box", "这不是 Jackfield 设备的配置"}},
    {"this is not a backup of this switchboard",
     {"this is no backup of a Jackfield box", "这不是 Jackfield 设备的备份"}},
    {"The document's realm is {}, the running switchboard's is {}: stop the switchboard, import, "
     "and start it again",
     {"The passwords of this backup are bound to the realm {}, and this box has the realm {}: it "
      "cannot be restored here",
      "该备份的密码与 realm {} 绑定，而本机的 realm 为 {}：无法在此恢复"}},
};

}  // namespace

console::Fault on_page(std::string_view text, const std::vector<std::string>& values) {
  for (const PageWords& words : kPageWords) {
    if (words.text == text) return console::fault("", words.said, values);
  }
  return {{}, fill(text, values), fill(in_chinese(text), values)};
}

}  // namespace jackfield
